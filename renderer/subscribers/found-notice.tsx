import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './pane-grid.module.css';

/** So many topics are named where all is as usual. */
const mostNamed = 5;

/** Topics that somebody else has made in another way: what is different with them would look like a fault. */
export function FoundNotice() {
  const found = useBusdeck((s) => s.session.found);
  if (found.length === 0) return null;
  const usual = found.filter(({ remarks }) => remarks.length === 0);
  const unusual = found.filter(({ remarks }) => remarks.length > 0);
  return (
    // Scrolls when there are many, and so can be focused.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <ul className={classes.notice} aria-label="Topics made by somebody else" tabIndex={0}>
      {unusual.map(({ topic, made, remarks }) => (
        <Line key={topic}>
          <Topic name={topic} /> is <VisibleText text={made} /> made by somebody else.{' '}
          <VisibleText text={remarks.join(' ')} />
        </Line>
      ))}
      {usual.length > 0 && (
        <Line>
          {usual.slice(0, mostNamed).map(({ topic, made }, i) => (
            <span key={topic}>
              {i > 0 && ', '}
              <Topic name={topic} /> (<VisibleText text={made} />)
            </span>
          ))}
          {usual.length > mostNamed && ` and ${usual.length - mostNamed} more`}: made by somebody else, used
          as found.
        </Line>
      )}
    </ul>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <li>
      <IconInfoCircle size={14} aria-hidden />
      <span>{children}</span>
    </li>
  );
}

function Topic({ name }: { name: string }) {
  return (
    <strong>
      <VisibleText text={name} />
    </strong>
  );
}
