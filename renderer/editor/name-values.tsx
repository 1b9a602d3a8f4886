import { ActionIcon, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { HeaderDraft } from '../store/draft';
import classes from './name-values.module.css';

interface NameValuesProps {
  /** What a row is, for its fields' names. */
  readonly noun: string;
  readonly rows: readonly HeaderDraft[];
  readonly onChange: (rows: readonly HeaderDraft[]) => void;
}

export function NameValues({ noun, rows, onChange }: NameValuesProps) {
  const change = (key: number, part: Partial<HeaderDraft>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  if (rows.length === 0) return null;
  return (
    <div className={classes.rows}>
      {rows.map(({ key, name, value }, index) => (
        <div key={key} className={classes.row} data-row>
          <TextInput
            aria-label={`Name of ${noun} ${index + 1}`}
            placeholder="name"
            spellCheck={false}
            value={name}
            error={isDoubled(rows, index)}
            onChange={(event) => change(key, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${noun} ${index + 1}`}
            placeholder="value"
            spellCheck={false}
            value={value}
            onChange={(event) => change(key, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={`Remove ${noun} ${index + 1}`}
            onClick={() => onChange(rows.filter((row) => row.key !== key))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
    </div>
  );
}

/** A name that an earlier row has too: the later one wins, so the earlier would be lost in silence. */
function isDoubled(rows: readonly HeaderDraft[], index: number): boolean {
  const name = rows[index]?.name;
  return name !== '' && rows.findIndex((row) => row.name === name) !== index;
}
