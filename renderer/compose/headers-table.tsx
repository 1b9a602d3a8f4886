import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type HeaderDraft, headerDraft } from '../store/draft';
import classes from './headers-table.module.css';

interface HeadersTableProps {
  readonly headers: readonly HeaderDraft[];
  readonly onChange: (headers: readonly HeaderDraft[]) => void;
}

export function HeadersTable({ headers, onChange }: HeadersTableProps) {
  const change = (key: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)));
  return (
    <section className={classes.headers} aria-label="Headers">
      <div className={classes.head}>
        <span>Headers</span>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => onChange([...headers, headerDraft()])}
        >
          Add
        </Button>
      </div>
      {headers.length > 0 && (
        <div className={classes.rows}>
          {headers.map(({ key, name, value }, index) => (
            <div key={key} className={classes.row}>
              <TextInput
                aria-label={`Name of header ${index + 1}`}
                placeholder="name"
                spellCheck={false}
                value={name}
                error={isDoubled(headers, index)}
                onChange={(event) => change(key, { name: event.currentTarget.value })}
              />
              <TextInput
                aria-label={`Value of header ${index + 1}`}
                placeholder="value"
                spellCheck={false}
                value={value}
                onChange={(event) => change(key, { value: event.currentTarget.value })}
              />
              <ActionIcon
                aria-label={`Remove header ${index + 1}`}
                onClick={() => onChange(headers.filter((header) => header.key !== key))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

/** A name that an earlier row has too: the later one wins, so the earlier would be lost in silence. */
function isDoubled(headers: readonly HeaderDraft[], index: number): boolean {
  const name = headers[index]?.name;
  return name !== '' && headers.findIndex((header) => header.name === name) !== index;
}
