import { Button, Popover } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { PreviewedMessage } from '../../shared/window/compose';
import { anyPlaceholders, hasPlaceholders } from '../../shared/window/template';
import { useCommands } from '../commands/use-commands';
import { VisibleText } from '../format/visible-text';
import { type Draft, headersOf, variablesOf } from '../store/draft';
import { useBusdeck } from '../store/react';
import classes from './message-preview.module.css';

/** A longer text is not previewed: it would cross to the main process and back with every letter typed. */
const maxCharacters = 100_000;
const shownCharacters = 2000;
const pauseMs = 150;

export function canPreview({ format, text, headers }: Draft): boolean {
  if (format === 'file' || text.length > maxCharacters) return false;
  return hasPlaceholders(text) || anyPlaceholders(headersOf(headers));
}

/** The first three messages as they would be sent. */
export function MessagePreview() {
  const [opened, setOpened] = useState(false);
  const possible = useBusdeck((s) => canPreview(s.draft));
  return (
    <Popover
      opened={opened && possible}
      onChange={setOpened}
      position="right-start"
      width={380}
      trapFocus={false}
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-xs"
          data-testid="preview"
          leftSection={<IconEye size={13} aria-hidden />}
          disabled={!possible}
          aria-expanded={opened && possible}
          onClick={() => setOpened((before) => !before)}
        >
          Preview
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="The first messages">
        <FirstMessages />
      </Popover.Dropdown>
    </Popover>
  );
}

type Found = { readonly messages: readonly PreviewedMessage[] } | { readonly error: ErrorInfo };

function FirstMessages() {
  const commands = useCommands();
  const draft = useBusdeck((s) => s.draft);
  const variables = useBusdeck((s) => s.variables);
  const lastSend = useBusdeck((s) => s.lastSend);
  const [found, setFound] = useState<Found>();
  const { format, text, headers, count } = draft;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a send uses up numbers, so the preview changes with it.
  useEffect(() => {
    if (format === 'file') return;
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await commands.previewSend({
        payload: { format, text },
        headers: { ...headersOf(headers) },
        variables: variablesOf(variables),
        count,
      });
      if (!stale) setFound(answer.ok ? { messages: answer.value } : { error: answer.error });
    }, pauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [commands, format, text, headers, variables, count, lastSend]);

  if (found === undefined) return null;
  if ('error' in found) return <p className={classes.problem}>{found.error.message}</p>;
  const of = count > found.messages.length ? ` of ${count}` : '';
  return (
    <div className={classes.messages}>
      {found.messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the first stays the first.
        <section key={index} className={classes.message} data-testid="previewed">
          <h3 className={classes.title}>
            Message {index + 1}
            {of}
          </h3>
          <pre className={classes.text}>
            <Lines text={cut(message.text)} />
          </pre>
          {anyPlaceholders(headersOf(headers)) && (
            <pre className={classes.text}>
              <Lines text={cut(headerLines(message))} />
            </pre>
          )}
          {message.problem !== undefined && <p className={classes.problem}>{message.problem}</p>}
        </section>
      ))}
    </div>
  );
}

/** Its own line breaks are its layout; everything else that hides is shown. */
function Lines({ text }: { text: string }) {
  return text.split('\n').map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
    <div key={index}>{line === '' ? '\u00a0' : <VisibleText text={line} />}</div>
  ));
}

function cut(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function headerLines({ headers }: PreviewedMessage): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}
