import type { HighlightColour } from '../../shared/window-view';
import type { DeliveryRow } from '../store/delivery-row';
import { useBusdeck } from '../store/react';
import { highlightOf } from './highlights';

export function useHighlight(row: DeliveryRow | undefined): HighlightColour | undefined {
  const highlights = useBusdeck((s) => s.highlights);
  return row === undefined || highlights.length === 0 ? undefined : highlightOf(row, highlights);
}
