/** A pane is no narrower than this, px: three of them fit beside the composer in a window of 900. */
const minPaneWidth = 184;
/** Between two panes, px. */
export const paneGap = 6;

/** How many panes stand side by side in so many pixels: as many as fit, spread evenly over the rows that are needed. */
export function columnsFor(panes: number, width: number): number {
  const fitting = Math.max(1, Math.floor((width + paneGap) / (minPaneWidth + paneGap)));
  const rows = Math.max(1, Math.ceil(panes / fitting));
  return Math.max(1, Math.ceil(panes / rows));
}
