import { NumberInput, TextInput } from '@mantine/core';
import type { Properties } from '../../shared/bus/message';
import classes from './properties-editor.module.css';

/** The texts among the properties, as they are called on the screen. */
const texts = [
  { name: 'contentType', label: 'Content type', placeholder: 'application/json' },
  { name: 'correlationId', label: 'Correlation id', placeholder: '{{uuid}}' },
  { name: 'replyTo', label: 'Reply to', placeholder: 'a queue' },
  { name: 'type', label: 'Type', placeholder: 'order.placed' },
  { name: 'appId', label: 'App id', placeholder: 'my-service' },
] as const satisfies readonly { name: keyof Properties; label: string; placeholder: string }[];

interface PropertiesEditorProps {
  /** What the broker carries; one that is set is shown all the same, so that it can be taken away. */
  readonly carried: readonly (keyof Properties)[];
  readonly properties: Properties;
  readonly onChange: (properties: Properties) => void;
}

export function PropertiesEditor({ carried, properties, onChange }: PropertiesEditorProps) {
  const isShown = (name: keyof Properties) => carried.includes(name) || properties[name] !== undefined;
  return (
    <div className={classes.properties}>
      {texts
        .filter(({ name }) => isShown(name))
        .map(({ name, label, placeholder }) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the component draws the control.
          <label key={name} className={classes.property}>
            {label}
            <TextInput
              placeholder={placeholder}
              spellCheck={false}
              value={properties[name] ?? ''}
              onChange={(event) => onChange(withText(properties, name, event.currentTarget.value))}
            />
          </label>
        ))}
      {isShown('priority') && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the component draws the control.
        <label className={classes.property}>
          Priority
          <NumberInput
            min={0}
            max={255}
            allowDecimal={false}
            allowNegative={false}
            placeholder="none"
            value={properties.priority ?? ''}
            onChange={(value) => onChange(withPriority(properties, value))}
          />
        </label>
      )}
    </div>
  );
}

function withText(properties: Properties, name: (typeof texts)[number]['name'], text: string): Properties {
  const { [name]: _, ...others } = properties;
  return text === '' ? others : { ...others, [name]: text };
}

function withPriority({ priority: _, ...others }: Properties, value: string | number): Properties {
  return typeof value === 'number' ? { ...others, priority: value } : others;
}
