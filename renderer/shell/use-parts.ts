import { useShortcut } from '../shortcuts/use-shortcut';

/** Parts of the window in their order; each has the attribute on an element that can take the focus. */
const selector = '[data-part]';

function go(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>(selector)];
  if (parts.length === 0) return;
  const at = parts.findLastIndex((part) => part.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  const next = parts[(from + step + parts.length) % parts.length];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** F6 goes from part to part, each pane being one: through every control of every pane would be a long way. */
export function useParts(): void {
  useShortcut('nextPart', () => go(1));
  useShortcut('previousPart', () => go(-1));
}
