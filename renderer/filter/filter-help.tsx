import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { previewBytes } from '../../shared/bus/message';
import { maxSearchedBytes } from '../../shared/ipc/requests-payloads';
import { byteSize } from '../format/numbers';
import { fields, otherForms } from './engine/filter-fields';
import classes from './find.module.css';

/** The whole grammar at a glance. */
export function FilterHelp() {
  return (
    <Popover position="bottom-end" width={420} trapFocus>
      <Popover.Target>
        <Tooltip label="What a filter can say" position="top">
          <ActionIcon aria-label="What a filter can say" data-testid="filter-help">
            <IconHelp size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label="What a filter can say">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: in a low window it scrolls, so it must be reached by keyboard. */}
        <section className={classes.help} aria-label="The words of a filter" tabIndex={0}>
          <p>Every word must hold. What is filtered out stays in the history and is counted below.</p>
          <dl data-selectable>
            {[...fields, ...otherForms].map(({ example, says }) => (
              <div key={example}>
                <dt>
                  <code>{example}</code>
                </dt>
                <dd>{says}</dd>
              </div>
            ))}
          </dl>
          <p>
            Payloads are searched in their first {byteSize(maxSearchedBytes)}; those that the history has let
            go, in their first {previewBytes} bytes.
          </p>
        </section>
      </Popover.Dropdown>
    </Popover>
  );
}
