import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from '../editor/code-theme';
import { visibleCharacters } from '../editor/visible-characters';
import classes from './comparison.module.css';

const look = EditorView.theme({
  '.cm-changedLine': { backgroundColor: 'var(--wash-warning)' },
  '.cm-changedText, .cm-deletedText': {
    background: 'color-mix(in srgb, var(--ink-warning) 30%, transparent)',
  },
  '.cm-collapsedLines': { background: 'var(--sunken)', color: 'var(--ink-muted)' },
});

const side = (label: string): Extension => [
  codeTheme,
  look,
  visibleCharacters,
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
];

/** Two texts side by side, to read. */
export function DiffView({ left, right }: { left: string; right: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const view = new MergeView({
      parent: host.current,
      a: { doc: left, extensions: side('Left') },
      b: { doc: right, extensions: side('Right') },
      gutter: true,
      // Two texts with nothing in common would otherwise be compared for ever.
      diffConfig: { scanLimit: 2000, timeout: 500 },
    });
    return () => view.destroy();
  }, [left, right]);
  return (
    <>
      {left === right && <p className={classes.same}>They are the same.</p>}
      <div ref={host} className={classes.merge} data-selectable />
    </>
  );
}
