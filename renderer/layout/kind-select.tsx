import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { type BrokerKind, brokerKinds, descriptorOf, isBrokerKind } from '../../shared/brokers';

const choices = brokerKinds.map((value) => ({ value, label: descriptorOf(value).label }));

interface KindSelectProps extends Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> {
  readonly kind: BrokerKind;
  readonly onKind: (kind: BrokerKind) => void;
}

/** Which kind of broker a connection goes to. */
export function KindSelect({ kind, onKind, ...rest }: KindSelectProps) {
  return (
    <NativeSelect
      {...rest}
      data={choices}
      value={kind}
      onChange={({ currentTarget: { value } }) => isBrokerKind(value) && onKind(value)}
    />
  );
}
