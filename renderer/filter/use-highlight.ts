import type { HighlightColour } from '../../shared/window/window-view';
import type { DeliveryRow } from '../store/delivery-row';
import { useBusdeck } from '../store/react';
import { highlightOf } from './highlights';

export function useHighlight(row: DeliveryRow | undefined): HighlightColour | undefined {
  const highlights = useBusdeck((s) => s.highlights);
  const payloads = useBusdeck((s) => s.payloads);
  // A rule may have had to wait for the whole payload.
  useBusdeck((s) => s.payloadsSearched);
  return row === undefined || highlights.length === 0
    ? undefined
    : highlightOf(row, highlights, payloads.answer);
}
