import { useBusdeck } from '../store/react';
import { paletteSize, subscriberColour } from '../theme/subscriber-colours';
import classes from './marks.module.css';

/** Full circle, ring, square, diamond: a second round through the palette takes another shape. */
const shapes = ['dot', 'ring', 'square', 'diamond'] as const;

/** A subscriber's colour, the same wherever the subscriber is named. */
export function SubscriberMark({ subscriberId }: { subscriberId: string }) {
  const index = useBusdeck((s) => s.subscribers.colours.get(subscriberId));
  if (index === undefined) return null;
  const shape = shapes[Math.floor(index / paletteSize) % shapes.length];
  return (
    <span
      className={classes.subscriber}
      data-shape={shape}
      style={{ '--subscriber': subscriberColour(index) }}
      aria-hidden
    />
  );
}
