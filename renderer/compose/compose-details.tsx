import { ActionIcon, Tabs, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type Ref, useRef, useState } from 'react';
import { NameValues } from '../editor/name-values';
import { headersNote, propertiesNote } from '../format/capability-words';
import { VisibleText } from '../format/visible-text';
import { useShortcut } from '../shortcuts/use-shortcut';
import { headerDraft, propertiesOf } from '../store/draft';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { variablesOwner } from '../store/variables';
import classes from './compose-details.module.css';
import { PropertiesEditor } from './properties-editor';

type Detail = 'headers' | 'properties' | 'variables';
const isDetail = (value: string | null): value is Detail =>
  value === 'headers' || value === 'properties' || value === 'variables';

/** What travels beside the payload, and the user's own placeholders. */
export function ComposeDetails() {
  const { actions } = useBusdeckStore();
  const headers = useBusdeck((s) => s.draft.headers);
  const properties = useBusdeck((s) => s.draft.properties);
  const variables = useBusdeck((s) => s.variables);
  const capabilities = useBusdeck((s) => s.session.connection.capabilities);
  const [detail, setDetail] = useState<Detail>('headers');
  const root = useRef<HTMLDivElement>(null);
  const variablesTab = useRef<HTMLButtonElement>(null);

  useShortcut('showVariables', () => {
    actions.showComposer('form');
    setDetail('variables');
    // It cannot take the focus before it is drawn.
    requestAnimationFrame(() => variablesTab.current?.focus());
  });

  function add(): void {
    if (detail === 'headers') actions.editDraft({ headers: [...headers, headerDraft()] });
    else actions.setVariables([...variables, headerDraft()]);
    // Where the person types next, once it is drawn.
    requestAnimationFrame(() =>
      root.current?.querySelector<HTMLInputElement>('[data-row]:last-child input')?.focus(),
    );
  }
  const what = detail === 'headers' ? 'Add a header' : 'Add a variable';

  return (
    <Tabs
      ref={root}
      className={classes.details ?? ''}
      value={detail}
      keepMounted={false}
      onChange={(value) => isDetail(value) && setDetail(value)}
      classNames={{ list: classes.list ?? '', tab: classes.tab ?? '' }}
    >
      <div className={classes.head}>
        <Tabs.List aria-label="Beside the payload">
          <Tab value="headers" label="Headers" count={headers.length} />
          <Tab value="properties" label="Properties" count={Object.keys(propertiesOf(properties)).length} />
          <Tab ref={variablesTab} value="variables" label="Variables" count={variables.length} />
        </Tabs.List>
        {detail !== 'properties' && (
          <Tooltip label={what}>
            <ActionIcon aria-label={what} onClick={add}>
              <IconPlus size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <Tabs.Panel value="headers">
        <NameValues noun="header" rows={headers} onChange={(next) => actions.editDraft({ headers: next })} />
        <Note text={headersNote(capabilities)} />
      </Tabs.Panel>
      <Tabs.Panel value="properties">
        <PropertiesEditor
          carried={capabilities.properties}
          properties={properties}
          onChange={(next) => actions.editDraft({ properties: next })}
        />
        <Note text={propertiesNote(capabilities)} />
      </Tabs.Panel>
      <Tabs.Panel value="variables">
        <NameValues noun="variable" rows={variables} onChange={actions.setVariables} />
        <p className={classes.hint}>
          <VariablesOwner /> Write <code>{'{{name}}'}</code> where it belongs. There are also{' '}
          <code>{'{{seq}}'}</code>, <code>{'{{uuid}}'}</code>, <code>{'{{now}}'}</code> and{' '}
          <code>{'{{random 1 6}}'}</code>.
        </p>
      </Tabs.Panel>
    </Tabs>
  );
}

/** What the broker does not take, where it does not take all. */
function Note({ text }: { text: string | undefined }) {
  return text === undefined ? null : <p className={classes.hint}>{text}</p>;
}

/** Each connection has its own: a host or a tenant of one must not go to another. */
function VariablesOwner() {
  const name = useBusdeck((s) => variablesOwner(s).profile?.name);
  const kind = useBusdeck((s) => variablesOwner(s).kind);
  if (name !== undefined) {
    return (
      <>
        These belong to <VisibleText text={name} />.
      </>
    );
  }
  return kind === 'memory'
    ? 'These belong to the in-memory bus.'
    : 'These belong to all connections that are not saved.';
}

interface TabProps {
  readonly value: Detail;
  readonly label: string;
  readonly count: number;
  readonly ref?: Ref<HTMLButtonElement>;
}

function Tab({ value, label, count, ref }: TabProps) {
  return (
    <Tabs.Tab value={value} ref={ref}>
      {label}
      {count > 0 && <span className={classes.number}>{count}</span>}
    </Tabs.Tab>
  );
}
