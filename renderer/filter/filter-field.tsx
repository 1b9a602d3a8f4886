import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedCallback, useMergedRef } from '@mantine/hooks';
import { IconAlertTriangle, IconFilter, IconX } from '@tabler/icons-react';
import { type Ref, useEffect, useId, useRef, useState } from 'react';
import { VisibleText } from '../format/visible-text';
import classes from './find.module.css';
import { type KnownValues, suggest } from './suggest';

/** A filter over a hundred thousand rows takes a moment: it is tried when the typing pauses. */
const pauseMs = 120;

interface FilterFieldProps {
  readonly ref?: Ref<HTMLInputElement>;
  readonly testId: string;
  readonly label: string;
  readonly title?: string;
  readonly filter: string;
  readonly problem: string | undefined;
  /** What can be suggested after `topic:` and `subscriber:`. */
  readonly known: () => KnownValues;
  readonly onFilter: (filter: string) => void;
}

/** Where a filter is written, with what could come next, and what is wrong with it. */
export function FilterField({
  ref,
  testId,
  label,
  title,
  filter,
  problem,
  known,
  onFilter,
}: FilterFieldProps) {
  const [text, setText] = useState(filter);
  const field = useRef<HTMLInputElement>(null);
  const merged = useMergedRef(field, ref);
  const problemId = useId();
  const box = useCombobox();
  const apply = useDebouncedCallback(onFilter, pauseMs);
  useEffect(() => setText(filter), [filter]);
  const suggestions = suggest(text, known());

  function write(written: string): void {
    setText(written);
    box.resetSelectedOption();
    apply(written);
  }

  return (
    <>
      <Combobox
        store={box}
        onOptionSubmit={(chosen) => {
          write(chosen);
          field.current?.focus();
        }}
        position="bottom-start"
        width={340}
      >
        <Combobox.Target>
          <TextInput
            ref={merged}
            data-testid={testId}
            className={classes.filter}
            aria-label={label}
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : problemId}
            placeholder="Filter: topic:orders outcome:dead $.total>40"
            title={title}
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
      {problem !== undefined && (
        <p id={problemId} className={classes.problem} role="alert" data-testid={`${testId}-problem`}>
          <IconAlertTriangle size={13} aria-hidden />
          <span>
            <VisibleText text={problem} />
          </span>
        </p>
      )}
    </>
  );
}
