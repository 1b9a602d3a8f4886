import { useLayoutEffect, useRef } from 'react';
import type { PayloadEditorProps } from './payload-editor';
import classes from './plain-payload.module.css';

interface Place {
  readonly anchor: number;
  readonly head: number;
}

let left: Place | undefined;

/** Where somebody was typing when the editor came; it goes on from there. */
export function takePlace(): Place | undefined {
  const place = left;
  left = undefined;
  return place;
}

/** Stands in for the editor while that is fetched: looks the same but for the colours, and takes what is typed. */
export function PlainPayload({
  text,
  onChange,
  label = 'Payload',
  testId = 'compose-payload',
}: PayloadEditorProps) {
  const element = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = element.current;
    return () => {
      if (area === null || area !== document.activeElement) return;
      left = { anchor: area.selectionStart, head: area.selectionEnd };
    };
  }, []);
  return (
    <textarea
      ref={element}
      className={classes.text}
      aria-label={label}
      data-testid={testId}
      spellCheck={false}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
