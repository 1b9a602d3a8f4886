import { ExportShown } from './export-shown';
import classes from './history.module.css';
import { Memory } from './memory';
import { OpenRecording } from './open-recording';
import { Recording } from './recording';

/** What is kept and for how long: in memory, on disk, and in recordings made before. */
export function HistoryView() {
  return (
    <div className={classes.history} data-testid="history">
      <Recording />
      <OpenRecording />
      <ExportShown />
      <Memory />
    </div>
  );
}
