import { IconPlayerRecordFilled } from '@tabler/icons-react';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './status-bar.module.css';

/** Says wherever one is that a recording is being made, and leads to it. */
export function RecordingMark() {
  const { actions } = useBusdeckStore();
  const state = useBusdeck((s) => s.session.recording?.state);
  if (state !== 'recording' && state !== 'failed') return null;
  return (
    <button type="button" className={classes.recording} onClick={() => actions.showTab('history')}>
      <IconPlayerRecordFilled size={12} aria-hidden />
      {state === 'recording' ? 'Recording' : 'Recording failed'}
    </button>
  );
}
