import { Autocomplete, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { type Behaviour, formatBehaviour, parseBehaviour } from '../../shared/bus/behaviour';
import classes from './behaviour-input.module.css';
import { behaviourSuggestions, describeBehaviour } from './behaviour-words';

interface BehaviourInputProps {
  readonly behaviour: Behaviour;
  /** Called with words that could be read: on Enter, on leaving the field, and on choosing a suggestion. */
  readonly onCommit: (behaviour: Behaviour) => void;
  readonly accessibleName: string;
  readonly label?: string;
  /** Told when the words in the field cannot be read, and when they can be again. */
  readonly onValidity?: (isValid: boolean) => void;
  /** Why the last change was refused. */
  readonly refusal?: string | undefined;
}

const values = behaviourSuggestions.map(({ value }) => value);
const hints = new Map(behaviourSuggestions.map(({ value, hint }) => [value, hint]));

/** A subscriber's behaviour in words. */
export function BehaviourInput(props: BehaviourInputProps) {
  const { behaviour, onCommit, onValidity, accessibleName, label, refusal } = props;
  const current = formatBehaviour(behaviour);
  const [text, setText] = useState(current);
  const [shown, setShown] = useState(current);
  const [problem, setProblem] = useState<string>();
  const [open, setOpen] = useState(false);

  // Somebody else changed it, or the change came back in its canonical words.
  if (shown !== current) {
    setShown(current);
    setText(current);
    setProblem(undefined);
  }

  function commit(words: string): boolean {
    const parsed = parseBehaviour(words);
    onValidity?.(parsed.ok);
    if (!parsed.ok) {
      setProblem(parsed.message);
      return false;
    }
    setProblem(undefined);
    const canonical = formatBehaviour(parsed.behaviour);
    setText(canonical);
    if (canonical !== current) onCommit(parsed.behaviour);
    return true;
  }

  return (
    <Tooltip label={describeBehaviour(behaviour)} disabled={open || problem !== undefined} openDelay={600}>
      <Autocomplete
        data-testid="subscriber-behaviour"
        aria-label={accessibleName}
        label={label}
        data={values}
        // The whole menu at any time: what stands in the field is the behaviour now, not a search.
        filter={({ options }) => options}
        renderOption={({ option }) => (
          <span className={classes.option}>
            <code>{option.value}</code>
            <span className={classes.hint}>{hints.get(option.value)}</span>
          </span>
        )}
        comboboxProps={{ width: 260, position: 'bottom-start' }}
        leftSection={<IconAdjustmentsHorizontal size={13} aria-hidden />}
        maxDropdownHeight={320}
        classNames={{ input: classes.input ?? '' }}
        spellCheck={false}
        value={text}
        error={problem ?? refusal}
        // It would lie over the form's button while somebody who knows the words types them.
        dropdownOpened={open && (text === current || text === '')}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        onChange={(words) => {
          setText(words);
          setProblem(undefined);
        }}
        onOptionSubmit={(words) => {
          setText(words);
          commit(words);
        }}
        onBlur={() => {
          setOpen(false);
          commit(text);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            setOpen(false);
            // A form around the field is not sent with words that cannot be read.
            if (!commit(text)) event.preventDefault();
          } else if (event.key === 'Escape' && !open) {
            setText(current);
            setProblem(undefined);
          }
        }}
      />
    </Tooltip>
  );
}
