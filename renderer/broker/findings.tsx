import { IconBulb } from '@tabler/icons-react';
import type { BrokerRow, Finding } from '../../shared/window/broker-view';
import { plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import classes from './broker.module.css';

interface FindingsListProps {
  readonly findings: readonly Finding[];
  readonly leftOut: number;
  readonly onChoose: (rowId: BrokerRow['id']) => void;
}

/** What an expert would notice; each that is about a row leads to it. */
export function FindingsList({ findings, leftOut, onChoose }: FindingsListProps) {
  if (findings.length === 0) return null;
  return (
    <details className={classes.findings} data-testid="findings" open>
      <summary>
        <IconBulb size={14} aria-hidden /> {plural(findings.length + leftOut, 'finding')}
      </summary>
      <ul>
        {findings.map(({ rule, sentence, rowId }) => (
          <li key={`${rule} ${rowId ?? sentence}`} data-testid="finding" data-rule={rule}>
            <VisibleText text={sentence} />{' '}
            {rowId !== undefined && (
              <button type="button" onClick={() => onChoose(rowId)}>
                Show it
              </button>
            )}
          </li>
        ))}
        {leftOut > 0 && <li>and {plural(leftOut, 'more', 'more')} of the same kinds</li>}
      </ul>
    </details>
  );
}
