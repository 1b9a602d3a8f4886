import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { PayloadFormat } from '../../shared/window/send';
import { isDeep, isHardToEdit } from '../format/drawing-cost';
import { codeTheme } from './code-theme';
import { payloadProblem } from './payload-problem';
import { visibleCharacters } from './visible-characters';

interface PayloadEditorProps {
  readonly text: string;
  readonly format: PayloadFormat;
  readonly onChange: (text: string) => void;
  /** The user's placeholders, which may stand in it. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly label?: string;
  readonly testId?: string;
  /** What else this one can do; read once. */
  readonly extensions?: Extension;
}

const noVariables = {};

/** The payload's text, with colours for JSON and a mark where it is not what its format says. */
export function PayloadEditor({
  text,
  format,
  onChange,
  variables = noVariables,
  label = 'Payload',
  testId = 'compose-payload',
  extensions = [],
}: PayloadEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const latest = useRef({ text, format, variables, onChange, label, testId, extensions });
  useEffect(() => {
    latest.current = { text, format, variables, onChange, label, testId, extensions };
  });

  const isPlain = useRef(false);

  useEffect(() => {
    if (host.current === null) return;
    const first = latest.current;
    isPlain.current = mustBePlain(first.text);
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.text,
        extensions: [
          ...fixedExtensions,
          EditorView.contentAttributes.of({
            'data-testid': first.testId,
            'aria-label': first.label,
            spellcheck: 'false',
            // It can be reached anyway; said so, its scroller counts as reachable, too.
            tabindex: '0',
          }),
          formatting.of(formatExtensions(first.format, first.variables, isPlain.current)),
          // With the text and not after it: drawn even once with all there is, it would hold up the window.
          EditorState.transactionExtender.of(({ docChanged, newDoc }) => {
            if (!docChanged || mustBePlain(newDoc.toString()) === isPlain.current) return null;
            isPlain.current = !isPlain.current;
            const now = latest.current;
            return {
              effects: formatting.reconfigure(formatExtensions(now.format, now.variables, isPlain.current)),
            };
          }),
          first.extensions,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, []);

  useEffect(() => {
    editor.current?.dispatch({
      effects: formatting.reconfigure(formatExtensions(format, variables, isPlain.current)),
    });
  }, [format, variables]);

  useEffect(() => {
    const view = editor.current;
    // What was typed comes back as it went; only a text from elsewhere replaces the document.
    if (view === null || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text]);

  return <div ref={host} style={{ height: '100%', minHeight: 0 }} />;
}

const formatting = new Compartment();

const swallow = () => true;

const fixedExtensions: Extension[] = [
  // The window's own shortcuts: without this the editor would put in an empty line as well.
  Prec.highest(keymap.of([{ key: 'Mod-Enter', run: swallow, shift: swallow }])),
  history(),
  drawSelection(),
  // Tab indents; Escape and then Tab leaves the editor, as CodeMirror's users know it.
  keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
  codeTheme,
];

type Variables = Readonly<Record<string, string>>;

/** A text that would hold up the window with marks, colours and wrapped lines is edited without them. */
const mustBePlain = (text: string) => isHardToEdit(text) || isDeep(text);

function formatExtensions(format: PayloadFormat, variables: Variables, isPlain: boolean): Extension {
  return [
    isPlain ? [] : [visibleCharacters, bracketMatching(), EditorView.lineWrapping],
    format === 'json' && !isPlain ? json() : [],
    linter((view) => diagnose(format, variables, view.state), { delay: 300 }),
  ];
}

function diagnose(format: PayloadFormat, variables: Variables, { doc }: EditorState): Diagnostic[] {
  const problem = payloadProblem(format, doc.toString(), variables);
  if (problem?.at === undefined) return [];
  const from = Math.min(problem.at, Math.max(0, doc.length - 1));
  return [{ from, to: Math.min(from + 1, doc.length), severity: 'error', message: problem.message }];
}
