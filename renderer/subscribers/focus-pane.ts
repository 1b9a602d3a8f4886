type Bring = (subscriberId: string) => void;
let bring: Bring = () => {};

/** Told when a pane is wanted that may be too far out of sight to be drawn. Returns the function that ends it. */
export function onBringPane(listener: Bring): () => void {
  bring = listener;
  return () => {
    if (bring === listener) bring = () => {};
  };
}

const paneOf = (subscriberId: string) =>
  document.querySelector<HTMLElement>(`[data-subscriber-id="${CSS.escape(subscriberId)}"]`);

/** Takes the focus to a pane, or to a control in it. */
export function focusPane(subscriberId: string, control?: 'behaviour'): void {
  const drawn = paneOf(subscriberId);
  if (drawn === null) {
    bring(subscriberId);
    // It is drawn when the scrolling has been noticed, which is with the next picture.
    requestAnimationFrame(() => take(paneOf(subscriberId), control));
  } else {
    take(drawn, control);
  }
}

function take(pane: HTMLElement | null, control: 'behaviour' | undefined): void {
  pane?.scrollIntoView({ block: 'nearest' });
  const inside = control && pane?.querySelector<HTMLElement>(`[data-testid="subscriber-${control}"]`);
  (inside || pane)?.focus();
}
