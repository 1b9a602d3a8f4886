import { maxSearchedBytes } from '../../shared/ipc/requests-payloads';
import { byteSize, plural } from '../format/numbers';
import { useBusdeck } from '../store/react';
import classes from './find.module.css';

/** How far the look into whole payloads is, and what it leaves open. */
export function SearchNote() {
  const { waiting, partly } = useBusdeck((s) => s.search);
  const problem = useBusdeck((s) => s.filterProblem);
  const words =
    waiting > 0
      ? `Looking into ${plural(waiting, 'payload')}…`
      : partly > 0
        ? `Of ${plural(partly, 'payload')} only the first ${byteSize(maxSearchedBytes)} was searched.`
        : undefined;
  if (words === undefined || problem !== undefined) return null;
  return (
    <p className={classes.note} role="status" data-testid="search-note" data-waiting={waiting}>
      {words}
    </p>
  );
}
