import { ActionIcon, Button, NativeSelect, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconHighlight, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type HighlightColour, highlightColours } from '../../shared/window/window-view';
import { VisibleText } from '../format/visible-text';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { parseFilter } from './engine/parse-filter';
import classes from './find.module.css';

/** Rules that colour rows, without hiding any. */
export function HighlightRules() {
  const { actions } = useBusdeckStore();
  const highlights = useBusdeck((s) => s.highlights);

  return (
    <Popover position="bottom-end" width={360} trapFocus>
      <Popover.Target>
        <Tooltip label="Colour the rows that a filter finds" position="top">
          <ActionIcon
            aria-label="Highlight rules"
            data-testid="highlights"
            data-count={highlights.length}
            color={highlights.length > 0 ? 'busdeck' : 'gray'}
          >
            <IconHighlight size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.rules ?? ''} aria-label="Highlight rules">
        {highlights.length === 0 && <p>Rows that a rule finds are coloured; nothing is hidden.</p>}
        <ul>
          {highlights.map((highlight) => (
            <li key={highlight.id} data-highlight={highlight.colour}>
              <code>
                <VisibleText text={highlight.filter} />
              </code>
              <span>{highlight.colour}</span>
              <ActionIcon
                aria-label={`Remove the rule ${highlight.filter}`}
                onClick={() => actions.setHighlights(highlights.filter(({ id }) => id !== highlight.id))}
              >
                <IconTrash size={13} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <AddRule onAdd={(rule) => actions.setHighlights([...highlights, { ...rule, id: Date.now() }])} />
      </Popover.Dropdown>
    </Popover>
  );
}

function AddRule({ onAdd }: { onAdd: (rule: { filter: string; colour: HighlightColour }) => void }) {
  const filter = useBusdeck((s) => s.filter);
  const [text, setText] = useState(filter);
  const [colour, setColour] = useState<HighlightColour>('amber');
  const parsed = parseFilter(text);

  function add(): void {
    if (text.trim() === '' || !parsed.ok) return;
    onAdd({ filter: text.trim(), colour });
    setText('');
  }

  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextInput
        data-autofocus
        data-testid="highlight-filter"
        aria-label="Rows to highlight, as a filter"
        placeholder="outcome:dead"
        value={text}
        error={parsed.ok ? undefined : parsed.problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="Colour"
        data-testid="highlight-colour"
        value={colour}
        onChange={(event) => {
          const chosen = highlightColours.find((each) => each === event.currentTarget.value);
          if (chosen !== undefined) setColour(chosen);
        }}
        data={[...highlightColours]}
      />
      <Button type="submit" variant="default" data-testid="highlight-add">
        Add
      </Button>
    </form>
  );
}
