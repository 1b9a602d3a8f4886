import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { maskPasswords } from '../../shared/window/mask-url';
import classes from './connection.module.css';

interface UrlInputProps {
  readonly url: string;
  readonly example: string;
  readonly onChange: (url: string) => void;
  readonly problem: string | undefined;
}

/** The broker's URL. Its password is seen only while it is being edited. */
export function UrlInput({ url, example, onChange, problem }: UrlInputProps) {
  const [editing, setEditing] = useState(false);
  const masked = maskPasswords(url);
  const isHidden = !editing && masked !== url;
  return (
    <div className={classes.url}>
      <TextInput
        data-testid="connection-url"
        aria-label="URL of the broker"
        placeholder={example}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: isHidden ? (classes.urlUnseen ?? '') : '' }}
        value={url}
        error={problem}
        onFocus={() => setEditing(true)}
        onBlur={() => setEditing(false)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isHidden && (
        <span className={classes.urlMasked} aria-hidden>
          {masked}
        </span>
      )}
    </div>
  );
}
