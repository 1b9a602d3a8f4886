import { memo, useState } from 'react';
import { OutcomeMark } from '../badges/outcome-badge';
import { VerbMark } from '../badges/verb-badge';
import { useHighlight } from '../filter/use-highlight';
import { oneLine } from '../format/payload';
import { clock } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeck, useDelivery } from '../store/react';
import classes from './deliveries.module.css';
import { sightTitle, sightWords } from './sight-words';

interface DeliveryRowProps {
  readonly deliveryId: string;
  readonly elementId: string;
  readonly selected: boolean;
  readonly active: boolean;
  /** Whether few enough arrive for a movement to tell something. */
  readonly calm: boolean;
}

/** More would not fit on any screen, and a line of half a megabyte is slow to lay out. */
const previewCharacters = 240;

/** A row that is drawn this soon after its delivery has just arrived, and was not scrolled to. */
const freshMs = 1000;

export const DeliveryRow = memo(function DeliveryRow({
  deliveryId,
  elementId,
  selected,
  active,
  calm,
}: DeliveryRowProps) {
  const row = useDelivery(deliveryId);
  const names = useBusdeck((s) => s.session.programs);
  const highlight = useHighlight(row);
  const [fresh] = useState(() => calm && row !== undefined && Date.now() - row.at < freshMs);
  if (row === undefined) return null;
  return (
    <div
      id={elementId}
      className={classes.row}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      data-testid="delivery"
      data-delivery-id={deliveryId}
      data-message-id={row.messageId}
      data-attempt={row.attempt}
      data-outcome={row.outcome}
      data-active={active || undefined}
      data-fresh={fresh || undefined}
      data-highlight={highlight}
    >
      <time className={classes.time}>{clock(row.at)}</time>
      <OutcomeMark outcome={row.outcome} interrupted={row.interrupted} />
      <span
        className={classes.attempt}
        data-repeated={row.attempt > 1 || undefined}
        title={`Attempt ${row.attempt}`}
      >
        #{row.attempt}
      </span>
      <span className={classes.message}>
        <VerbMark verb={row.verb} />
        {row.sight !== undefined && (
          <span className={classes.sight} title={sightTitle(row.sight, names)}>
            <VisibleText text={sightWords(row.sight, names)} />
          </span>
        )}
        <span className={classes.preview} data-format={row.message.preview.format}>
          <VisibleText text={oneLine(row.message.preview, previewCharacters)} />
        </span>
      </span>
    </div>
  );
});
