import { NumberInput } from '@mantine/core';

export interface NumberFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly testId: string;
  readonly min: number;
  readonly max: number;
  readonly decimals?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number within its bounds. What is half typed, or beyond them, is not taken. */
export function NumberField({
  label,
  description,
  testId,
  min,
  max,
  decimals = false,
  value,
  onChange,
}: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      description={description}
      data-testid={testId}
      min={min}
      max={max}
      allowDecimal={decimals}
      allowNegative={false}
      value={value}
      onChange={(changed) => {
        if (typeof changed === 'number' && changed >= min && changed <= max) onChange(changed);
      }}
    />
  );
}
