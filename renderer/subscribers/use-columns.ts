import { useElementSize } from '@mantine/hooks';

/** A pane is no narrower than this, px: three of them fit beside the composer in a window of 900. */
const minPaneWidth = 184;
const gap = 6;

/** How many panes stand side by side: as many as fit, spread evenly over the rows that are needed. */
export function useColumns(panes: number) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const fitting = Math.max(1, Math.floor((width + gap) / (minPaneWidth + gap)));
  const rows = Math.max(1, Math.ceil(panes / fitting));
  return { ref, columns: Math.max(1, Math.ceil(panes / rows)) };
}
