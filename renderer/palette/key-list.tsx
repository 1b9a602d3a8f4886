import { Modal } from '@mantine/core';
import { keysLabel, localKeys, shortcuts } from '../shortcuts/keys';
import classes from './palette.module.css';

const everywhere = { where: 'Everywhere', keys: Object.values(shortcuts).map(toLine) };

/** The list of all keys. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keys"
      size={720}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close the list of keys' }}
    >
      <div className={classes.list} data-testid="key-list">
        {[everywhere, ...localKeys].map(({ where, keys }) => (
          <section key={where} className={classes.section} aria-label={where}>
            <h3>{where}</h3>
            <dl>
              {keys.map((line) => (
                <div key={line.title} className={classes.line}>
                  <dt>{line.title}</dt>
                  <dd>
                    {line.keys.map((each) => (
                      <kbd key={each} className={classes.keys}>
                        {keysLabel(each)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function toLine({ keys, title }: { readonly keys: string; readonly title: string }) {
  return { keys: [keys], title };
}
