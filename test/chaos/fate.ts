/** Where in a delivery's life a subscriber's process is killed. */
export const killPoints = [
  /** k0: the delivery has arrived, nothing is done yet. */
  'before-handler',
  /** k1 */
  'in-handler',
  /** k2: handled, but not acked. */
  'before-ack',
  /** k3: the copy (a retry, a checkpoint, a dead letter) has left, its confirm has not come. */
  'copy-sent',
  /** k3: the copy is confirmed, its original not yet acked. */
  'copy-confirmed',
  /** k4: from outside, whatever it does just then. */
  'anywhere',
] as const;
export type KillPoint = (typeof killPoints)[number];

/** How one process ends: at the first time that it reaches the point after so many deliveries. */
export interface Fate {
  readonly point: KillPoint;
  readonly afterDeliveries: number;
}

/** Enough of them that the deliveries of all messages bring the last one too. */
export function drawFates(kills: number, messages: number, random: () => number): Fate[] {
  const longest = Math.max(2, Math.floor((1.4 * messages) / Math.max(1, kills)));
  return Array.from({ length: kills }, (_, index) => ({
    point: killPoints[index % killPoints.length] ?? 'anywhere',
    afterDeliveries: 1 + Math.floor(random() * longest),
  }));
}
