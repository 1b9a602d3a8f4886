/** Takes the focus to a pane, or to a control in it. */
export function focusPane(subscriberId: string, control?: 'behaviour'): void {
  const pane = document.querySelector<HTMLElement>(`[data-subscriber-id="${CSS.escape(subscriberId)}"]`);
  pane?.scrollIntoView({ block: 'nearest' });
  const inside = control && pane?.querySelector<HTMLElement>(`[data-testid="subscriber-${control}"]`);
  (inside || pane)?.focus();
}
