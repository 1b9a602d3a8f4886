import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from '../editor/code-theme';
import { visibleCharacters } from '../editor/visible-characters';

interface CodeViewProps {
  readonly text: string;
  readonly language: 'json' | 'text';
  readonly label: string;
  readonly wrap?: boolean;
}

/** Text to read, select and copy; draws only the lines in view, so that its length does not matter. */
export function CodeView({ text, language, label, wrap = true }: CodeViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          codeTheme,
          visibleCharacters,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          wrap ? EditorView.lineWrapping : [],
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          language === 'json' ? json() : [],
        ],
      }),
    });
    return () => view.destroy();
  }, [text, language, label, wrap]);
  return <div ref={host} style={{ height: '100%', minHeight: 0 }} data-selectable />;
}
