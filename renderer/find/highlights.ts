import type { DeliveryRow } from '../store/delivery-row';
import { parseFilter } from './parse-filter';

export const highlightColours = ['amber', 'red', 'green', 'blue'] as const;
export type HighlightColour = (typeof highlightColours)[number];

/** Rows that the filter finds are coloured; the first rule that finds one decides. */
export interface Highlight {
  readonly id: number;
  readonly filter: string;
  readonly colour: HighlightColour;
}

const key = 'busdeck.highlights';

/** The rules of the last time; what cannot be read is no rule. */
export function keptHighlights(): readonly Highlight[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isHighlight) : [];
  } catch {
    // Nothing kept, something damaged, or no page at all, as in a test.
    return [];
  }
}

export function keepHighlights(highlights: readonly Highlight[]): void {
  localStorage.setItem(key, JSON.stringify(highlights));
}

function isHighlight(value: unknown): value is Highlight {
  if (typeof value !== 'object' || value === null) return false;
  const { id, filter, colour }: Record<string, unknown> = { ...value };
  return (
    typeof id === 'number' &&
    typeof filter === 'string' &&
    highlightColours.some((each) => each === colour) &&
    parseFilter(filter).ok
  );
}

const tests = new WeakMap<Highlight, (row: DeliveryRow) => boolean>();

export function highlightOf(row: DeliveryRow, highlights: readonly Highlight[]): HighlightColour | undefined {
  return highlights.find((highlight) => testOf(highlight)(row))?.colour;
}

function testOf(highlight: Highlight): (row: DeliveryRow) => boolean {
  const known = tests.get(highlight);
  if (known !== undefined) return known;
  const parsed = parseFilter(highlight.filter);
  // An empty rule marks nothing: a colour on every row tells nothing.
  const test = (parsed.ok ? parsed.matches : undefined) ?? (() => false);
  tests.set(highlight, test);
  return test;
}
