import { ActionIcon, Button, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconAlertTriangle, IconDots, IconFolderOpen, IconPencil, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { CollectionView, SavedSummary } from '../../shared/window/compose';
import { confirm } from '../ask/confirm';
import { useCommands } from '../commands/use-commands';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import { RenameForm } from './rename-request';
import classes from './request-list.module.css';

/** The requests of the collection's folder, read anew whenever the window is looked at: git may have changed them. */
export function SavedRequests() {
  const commands = useCommands();
  const savedAs = useBusdeck((s) => s.draft.savedAs?.name);
  const [view, setView] = useState<CollectionView>();
  const look = useCallback(async () => {
    const found = await commands.collection();
    if (found.ok) setView(found.value);
  }, [commands]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was saved under a new name is in the list from then on.
  useEffect(() => {
    void look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [look, savedAs]);

  async function choose(): Promise<void> {
    const found = await commands.chooseCollection();
    if (found !== undefined) setView(found);
  }
  if (view === undefined) return null;
  const { folder, requests, emptyFolders, problem } = view;
  if (folder === undefined) {
    return (
      <div className={classes.empty}>
        <p>
          Requests are saved as plain files in a folder of your choice. Keep it in git to share it with your
          team.
        </p>
        <Button variant="default" data-testid="choose-collection" onClick={() => void choose()}>
          Choose a folder…
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <span className={`${classes.title} ${classes.path}`} title={folder}>
          <bdi>{folder}</bdi>
        </span>
        <Tooltip label="Choose another folder">
          <ActionIcon
            aria-label="Choose another folder"
            data-testid="choose-collection"
            onClick={() => void choose()}
          >
            <IconFolderOpen size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {problem !== undefined || requests.length + emptyFolders.length === 0 ? (
        <div className={classes.empty}>
          <p className={problem === undefined ? undefined : classes.problem}>
            {problem ?? 'No requests here yet. Compose one, then save it with the button above.'}
          </p>
        </div>
      ) : (
        <ul className={classes.list} aria-label="Saved requests">
          {requests.map((each) => (
            <SavedItem
              key={each.name}
              saved={each}
              current={each.name === savedAs}
              onChanged={() => void look()}
            />
          ))}
          {emptyFolders.map((name) => (
            <EmptyFolder
              key={name}
              name={name}
              onDelete={() => void commands.deleteFolder(name).then(look)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

/** What is left of a folder when its last request went. Git does not keep it, so it goes without a question. */
function EmptyFolder({ name, onDelete }: { name: string; onDelete: () => void }) {
  return (
    <li className={classes.item} data-testid="empty-folder" data-name={name}>
      <div className={classes.words}>
        <span className={classes.name}>
          <VisibleText text={name} />
        </span>
        <span className={classes.quiet}>Empty folder</span>
      </div>
      <Tooltip label="Delete this empty folder">
        <ActionIcon aria-label={`Delete the empty folder ${name}`} onClick={onDelete}>
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

interface SavedItemProps {
  readonly saved: SavedSummary;
  readonly current: boolean;
  readonly onChanged: () => void;
}

function SavedItem({ saved: { name, topic, problem }, current, onChanged }: SavedItemProps) {
  const commands = useCommands();
  const rename = () => {
    const id = modals.open({
      title: 'Rename this request',
      children: (
        <RenameForm
          name={name}
          rename={(to) => commands.renameSaved(name, to)}
          onDone={() => {
            modals.close(id);
            onChanged();
          }}
        />
      ),
    });
  };
  const remove = () =>
    confirm({
      title: `Delete “${name}”?`,
      text: 'Its file is deleted from the folder.',
      verb: 'Delete',
      dangerous: true,
      onYes: () => void commands.deleteSaved(name).then(onChanged),
    });
  return (
    <li
      className={classes.item}
      data-testid="saved-request"
      data-name={name}
      data-problem={problem !== undefined || undefined}
      data-current={current || undefined}
    >
      {problem === undefined ? (
        <UnstyledButton
          className={classes.words}
          title="Open in the composer"
          onClick={() => void commands.openSaved(name)}
        >
          <span className={classes.name}>
            <VisibleText text={name} />
          </span>
          <span className={classes.preview}>
            <VisibleText text={topic ?? ''} />
          </span>
        </UnstyledButton>
      ) : (
        <div className={classes.words}>
          <span className={classes.line}>
            <IconAlertTriangle size={13} aria-hidden />
            <span className={classes.name}>
              <VisibleText text={name} />
            </span>
          </span>
          <span className={classes.problem} data-selectable>
            <VisibleText text={problem} />
          </span>
        </div>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${name}`}>
            <IconDots size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={rename}>
            Rename…
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={14} aria-hidden />} onClick={remove}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
