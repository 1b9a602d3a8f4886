import { SegmentedControl } from '@mantine/core';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { ComposeForm } from './compose-form';
import classes from './composer.module.css';
import { SaveRequest } from './save-request';
import { SavedRequests } from './saved-requests';
import { SentRequests } from './sent-requests';
import { useSavedChanges } from './use-saved-changes';

/** Where messages are made: the form, what was sent before, and what was saved. */
export function Composer() {
  const { actions } = useBusdeckStore();
  const view = useBusdeck((s) => s.composerView);
  useSavedChanges();
  useShortcut('showSent', () => actions.showComposer('sent'));
  useShortcut('showSaved', () => actions.showComposer('saved'));
  return (
    <section className={classes.composer} aria-label="Composer" data-part="composer" tabIndex={-1}>
      <div className={classes.views}>
        <SegmentedControl
          size="xs"
          fullWidth
          className={classes.view ?? ''}
          aria-label="View of the composer"
          value={view}
          onChange={actions.showComposer}
          data={[
            { value: 'form', label: 'Compose' },
            { value: 'sent', label: 'Sent' },
            { value: 'saved', label: 'Saved' },
          ]}
        />
        <SaveRequest />
      </div>
      <div className={classes.content} hidden={view !== 'form'}>
        <ComposeForm />
      </div>
      {view === 'sent' && <SentRequests />}
      {view === 'saved' && <SavedRequests />}
    </section>
  );
}
