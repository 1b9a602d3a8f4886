import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { maxHistoryBytes, megabyte } from '../../shared/window/recording';
import { preferencesChangeSchema } from '../../shared/window/settings';

interface HistoryLimitInputProps
  extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'error' | 'onChange' | 'onBlur' | 'onKeyDown'> {
  readonly bytes: number;
  readonly onCommit: (bytes: number) => void;
}

/**
 * How much the history may hold. In force when the number is finished: on the way to 512 lies 5, which would throw nearly
 * everything away. What cannot be is said below it, and it is as it was.
 */
export function HistoryLimitInput({ bytes, onCommit, ...rest }: HistoryLimitInputProps) {
  const [typed, setTyped] = useState<number | string>();
  const [problem, setProblem] = useState<string>();
  const commit = () => {
    if (typed === undefined) return;
    setTyped(undefined);
    const wanted = Math.round(Number(typed) * megabyte);
    const checked = preferencesChangeSchema.safeParse({ historyBytes: wanted });
    setProblem(checked.error?.issues[0]?.message);
    if (checked.success) onCommit(wanted);
  };
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  // A dialog that is closed by a key takes the field away before it loses the focus.
  useEffect(() => () => latest.current(), []);
  return (
    <NumberInput
      min={1}
      max={maxHistoryBytes / megabyte}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      value={typed ?? Math.round(bytes / megabyte)}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
      error={problem}
      {...rest}
    />
  );
}
