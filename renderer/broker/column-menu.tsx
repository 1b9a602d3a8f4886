import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { brokerLook } from '../store/broker-look';
import { columns } from './columns';

/** Which columns the table has. Until one is chosen there are as many as there is room for. */
export function ColumnMenu() {
  const chosen = useStore(brokerLook, (look) => look.columns);
  const shown = chosen ?? columns.map(({ id }) => id);
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Choose columns" data-testid="broker-columns">
          <IconColumns size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, word }) => (
          <Menu.Item
            key={id}
            aria-label={`${word}, ${shown.includes(id) ? 'shown' : 'hidden'}`}
            leftSection={
              <Checkbox size="xs" checked={shown.includes(id)} readOnly tabIndex={-1} aria-hidden />
            }
            onClick={() =>
              brokerLook.setState({
                columns: shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id],
              })
            }
          >
            {word}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          disabled={chosen === undefined}
          onClick={() => brokerLook.setState({ columns: undefined })}
        >
          As many as there is room for
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
