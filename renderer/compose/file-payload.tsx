import { Button } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ChosenFile } from '../../shared/window/compose';
import { useCommands } from '../commands/use-commands';
import { byteSize } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import classes from './file-payload.module.css';

/** A payload that lies in a file. It is read when it is sent, so that a change of it is sent too. */
export function FilePayload({ file }: { file: ChosenFile | undefined }) {
  const commands = useCommands();
  return (
    <div className={classes.file} data-testid="compose-file">
      <IconFile size={22} stroke={1.5} aria-hidden />
      {file === undefined ? (
        <p className={classes.words}>The bytes of a file, as they are when it is sent.</p>
      ) : (
        <p className={classes.words}>
          <strong>
            <VisibleText text={file.name} />
          </strong>
          <br />
          {byteSize(file.size)} when it was chosen
        </p>
      )}
      <Button variant="default" data-testid="choose-file" onClick={() => void commands.choosePayloadFile()}>
        {file === undefined ? 'Choose a file…' : 'Choose another…'}
      </Button>
    </div>
  );
}
