import { createStore } from 'zustand/vanilla';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { ScenarioCheck, ScenarioPlay } from '../../shared/ipc/requests-scenario';

/** What is written, and where it is from. */
export interface ScenarioText {
  /** Another one for each that is opened. */
  readonly key: number;
  readonly name: string;
  readonly text: string;
  /** As it is in its file; none where it is in none. */
  readonly saved: string | undefined;
  readonly documentId: string | undefined;
}

/** What stands left of the panes. */
export type Side = 'composer' | 'scenario';

export interface ScenarioLook {
  readonly side: Side;
  readonly written: ScenarioText | undefined;
  /** Of the text that it was asked of. */
  readonly check: { readonly text: string; readonly found: ScenarioCheck } | undefined;
  readonly play: ScenarioPlay | undefined;
  /** Of the matrix; undefined: all in turn. */
  readonly row: number | undefined;
  readonly error: ErrorInfo | undefined;
}

/** The scenario that is worked on. It stays while the composer is shown instead. */
export const scenarioLook = createStore<ScenarioLook>(() => ({
  side: 'composer',
  written: undefined,
  check: undefined,
  play: undefined,
  row: undefined,
  error: undefined,
}));

export function showSide(side: Side): void {
  scenarioLook.setState({ side });
}

let texts = 0;

/** In the place of what was there. A run that is under way stays in sight. */
export function showScenario({
  name,
  text,
  saved,
  documentId,
}: Pick<ScenarioText, 'name' | 'text'> & Partial<ScenarioText>): void {
  texts += 1;
  const { play } = scenarioLook.getState();
  scenarioLook.setState({
    ...{ side: 'scenario', check: undefined, row: undefined, error: undefined },
    play: play?.state === 'playing' ? play : undefined,
    written: { key: texts, name, text, saved, documentId },
  });
}

/** What is older than what is known says nothing. */
export function takePlay(play: ScenarioPlay): void {
  const known = scenarioLook.getState().play;
  if (known === undefined || known.told <= play.told) scenarioLook.setState({ play });
}

export function closeScenario(): void {
  scenarioLook.setState({ written: undefined, check: undefined, row: undefined, error: undefined });
}

export function editScenario(text: string): void {
  const { written } = scenarioLook.getState();
  if (written !== undefined) scenarioLook.setState({ written: { ...written, text }, error: undefined });
}

/** Something would be lost with it. */
export const isUnsaved = ({ written }: Pick<ScenarioLook, 'written'>): boolean =>
  written !== undefined && written.text !== (written.saved ?? '');
