import type { Highlight, HighlightColour } from '../../shared/window/window-view';
import type { DeliveryRow } from '../store/delivery-row';
import { parseFilter } from './engine/parse-filter';
import type { AskWhole, RowVerdict } from './engine/parse-word';

const tests = new WeakMap<Highlight, RowVerdict>();

export function highlightOf(
  row: DeliveryRow,
  highlights: readonly Highlight[],
  whole: AskWhole,
): HighlightColour | undefined {
  return highlights.find((highlight) => testOf(highlight)(row, whole))?.colour;
}

function testOf(highlight: Highlight): RowVerdict {
  const known = tests.get(highlight);
  if (known !== undefined) return known;
  const parsed = parseFilter(highlight.filter);
  // An empty rule marks nothing: a colour on every row tells nothing.
  const test = (parsed.ok ? parsed.matches : undefined) ?? (() => false);
  tests.set(highlight, test);
  return test;
}
