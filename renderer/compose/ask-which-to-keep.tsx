import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import classes from '../ask/dialogs.module.css';
import { visible } from '../format/visible-text';

/** When a saved request was changed on disk and in the composer too. Closing the question keeps what stands here. */
export function askWhichToKeep(name: string): Promise<'mine' | 'theirs'> {
  return new Promise((resolve) => {
    const answer = (kept: 'mine' | 'theirs') => () => {
      resolve(kept);
      modals.close(id);
    };
    const id = modals.open({
      title: `“${visible(name)}” was changed on disk`,
      closeButtonProps: { 'aria-label': 'Close' },
      onClose: () => resolve('mine'),
      children: (
        <div className={classes.form} data-testid="changed-twice">
          <p className={classes.text}>
            You have changed it here, too. If you keep yours, the file stays as it is on disk until you save.
          </p>
          <div className={classes.buttons}>
            <Button variant="default" data-testid="take-theirs" onClick={answer('theirs')}>
              Open what is on disk
            </Button>
            <Button data-autofocus data-testid="keep-mine" onClick={answer('mine')}>
              Keep mine
            </Button>
          </div>
        </div>
      ),
    });
  });
}
