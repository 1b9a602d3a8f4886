import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { ScenarioProblem } from '../../shared/scenario/problem';
import { codeTheme } from '../editor/code-theme';
import { visibleCharacters } from '../editor/visible-characters';
import { isDeep, isHardToEdit } from '../format/drawing-cost';
import { complete } from './complete';
import classes from './scenario.module.css';

interface ScenarioEditorProps {
  readonly text: string;
  readonly problems: readonly ScenarioProblem[];
  /** The line of the step that is under way. */
  readonly running: number | undefined;
  /** A line to be brought into view; another object for each time. */
  readonly shown: { readonly line: number } | undefined;
  readonly onChange: (text: string) => void;
}

/** The scenario’s text: with colours, with suggestions, and with its mistakes marked where they stand. */
export function ScenarioEditor({ text, problems, running, shown, onChange }: ScenarioEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const latest = useRef({ text, onChange });
  useEffect(() => {
    latest.current = { text, onChange };
  });

  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          ...fixedExtensions,
          formatting.of(formatFor(latest.current.text)),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const now = update.state.doc.toString();
            latest.current.onChange(now);
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
    const view = editor.current;
    if (view === null) return;
    const { doc } = view.state;
    if (doc.toString() !== text)
      view.dispatch({
        changes: { from: 0, to: doc.length, insert: text },
        effects: formatting.reconfigure(formatFor(text)),
      });
  }, [text]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const marks = problems.map((problem) => diagnosticOf(problem, view.state.doc));
    view.dispatch(setDiagnostics(view.state, marks));
  }, [problems]);

  useEffect(() => {
    editor.current?.dispatch({ effects: markRunning.of(running) });
  }, [running]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || shown === undefined || shown.line > view.state.doc.lines) return;
    const { from } = view.state.doc.line(shown.line);
    view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
  }, [shown]);

  return <div ref={host} className={classes.code} />;
}

const formatting = new Compartment();
const markRunning = StateEffect.define<number | undefined>();

const runningLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { state, effects, changes }) {
    let now = marks.map(changes);
    for (const effect of effects) {
      if (!effect.is(markRunning)) continue;
      const line = effect.value;
      now =
        line === undefined || line > state.doc.lines
          ? Decoration.none
          : Decoration.set(
              Decoration.line({ class: classes.runningLine ?? '' }).range(state.doc.line(line).from),
            );
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const swallow = () => true;

const fixedExtensions: Extension[] = [
  // What the panel does on them: without this the editor would put in an empty line as well.
  Prec.highest(keymap.of([{ key: 'Mod-Enter', run: swallow, shift: swallow }])),
  history(),
  drawSelection(),
  lineNumbers(),
  lintGutter(),
  runningLine,
  closeBrackets(),
  indentUnit.of('  '),
  autocompletion({ override: [complete], icons: false }),
  // Tab indents; Escape and then Tab leaves the editor, as CodeMirror's users know it.
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
  EditorView.contentAttributes.of({
    'data-testid': 'scenario-text',
    'aria-label': 'Scenario',
    spellcheck: 'false',
    tabindex: '0',
  }),
  codeTheme,
];

/** A text that would hold up the window is edited without colours. */
function formatFor(text: string): Extension {
  return isHardToEdit(text) || isDeep(text) || text.length > 200_000
    ? []
    : [visibleCharacters, bracketMatching(), EditorView.lineWrapping, yaml()];
}

function diagnosticOf(
  { line, column, endLine, endColumn, message }: ScenarioProblem,
  doc: EditorState['doc'],
): Diagnostic {
  const at = (wanted: number, place: number) => {
    const { from, to } = doc.line(Math.min(Math.max(1, wanted), doc.lines));
    return Math.min(from + Math.max(0, place - 1), to);
  };
  const from = at(line, column);
  const { to: end } = doc.lineAt(from);
  // At least a character, and no more than its line: a whole block in red says nothing.
  const to = Math.min(Math.max(from + 1, at(endLine, endColumn)), Math.max(end, from));
  return { from: Math.min(from, to), to, severity: 'error', message };
}
