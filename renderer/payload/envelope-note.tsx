import { Button } from '@mantine/core';
import { VisibleText } from '../format/visible-text';
import classes from './decoding-row.module.css';
import type { Envelope } from './envelope';

interface EnvelopeNoteProps {
  readonly envelope: Envelope;
  readonly onlyMessage: boolean;
  readonly onChange: (onlyMessage: boolean) => void;
}

/** What is the envelope and what the message, and a way to see the message alone. */
export function EnvelopeNote({ envelope, onlyMessage, onChange }: EnvelopeNoteProps) {
  return (
    <div className={classes.envelope} data-testid="payload-envelope">
      <span>
        <VisibleText text={envelope.says} />
      </span>
      {envelope.message !== undefined && (
        <Button size="compact-xs" variant="default" onClick={() => onChange(!onlyMessage)}>
          {onlyMessage ? 'Show all of it' : 'Show the message only'}
        </Button>
      )}
    </div>
  );
}
