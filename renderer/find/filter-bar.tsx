import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAlertTriangle, IconFilter, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useShortcut } from '../app/use-shortcut';
import { VisibleText } from '../format/visible-text';
import { keyLabel } from '../keys';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { knownTopics } from '../store/topics';
import { FilterHelp } from './filter-help';
import classes from './find.module.css';
import { HighlightRules } from './highlight-rules';
import { SearchNote } from './search-note';
import { suggest } from './suggest';

/** A filter over a hundred thousand rows takes a moment: it is tried when the typing pauses. */
const pauseMs = 120;

/** The filter over all panes, with what could come next, and what is wrong with it. */
export function FilterBar() {
  const { actions, getState } = useBusdeckStore();
  const filter = useBusdeck((s) => s.filter);
  const problem = useBusdeck((s) => s.filterProblem);
  const topics = useBusdeck(knownTopics);
  const [text, setText] = useState(filter);
  const input = useRef<HTMLInputElement>(null);
  const box = useCombobox();
  const apply = useDebouncedCallback((written: string) => actions.setFilter(written), pauseMs);
  useShortcut('filter', () => input.current?.focus());
  useEffect(() => setText(filter), [filter]);

  const subscribers = [...getState().subscribers.byId.values()].map(({ name }) => name);
  const suggestions = suggest(text, { topics, subscribers });

  function write(written: string): void {
    setText(written);
    box.resetSelectedOption();
    apply(written);
  }

  return (
    <div className={classes.find}>
      <Combobox
        store={box}
        onOptionSubmit={(chosen) => {
          write(chosen);
          input.current?.focus();
        }}
        position="bottom-start"
        width={340}
      >
        <Combobox.Target>
          <TextInput
            ref={input}
            data-testid="filter"
            className={classes.filter}
            aria-label="Filter deliveries"
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : 'filter-problem'}
            placeholder="Filter: topic:orders outcome:dead $.total>40"
            title={keyLabel('filter')}
            error={problem !== undefined}
            leftSection={<IconFilter size={14} aria-hidden />}
            rightSection={
              text !== '' && (
                <button
                  type="button"
                  className={classes.clear}
                  aria-label="Clear the filter"
                  onClick={() => write('')}
                >
                  <IconX size={13} aria-hidden />
                </button>
              )
            }
            value={text}
            spellCheck={false}
            onChange={(event) => {
              write(event.currentTarget.value);
              box.openDropdown();
            }}
            onFocus={() => box.openDropdown()}
            onBlur={() => box.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              if (box.dropdownOpened && suggestions.length > 0 && text !== '') box.closeDropdown();
              else write('');
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label="How the filter could go on">
            {suggestions.map(({ word, says, filter: whole }) => (
              <Combobox.Option key={word} value={whole} className={classes.option ?? ''}>
                <code>
                  <VisibleText text={word} />
                </code>
                <span>{says}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <FilterHelp />
      <HighlightRules />
      {problem !== undefined && (
        <p id="filter-problem" className={classes.problem} role="alert" data-testid="filter-problem">
          <IconAlertTriangle size={13} aria-hidden />
          <VisibleText text={problem} />
        </p>
      )}
      <SearchNote />
    </div>
  );
}
