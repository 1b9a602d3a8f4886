import { Component, type ReactNode } from 'react';
import { describeThrown } from '../../shared/bus/errors';
import { headOf } from '../format/visible-text';
import classes from './error-boundary.module.css';

/** Something a person can do instead of drawing it again. */
export interface WayOut {
  readonly label: string;
  readonly run: () => void;
}

interface ErrorBoundaryProps {
  /** What could not be drawn, as the subject of a sentence: `The payload`. */
  readonly what: string;
  /** What was drawn; when it is another, it is tried anew. */
  readonly of?: unknown;
  readonly ways?: readonly WayOut[];
  /** The whole window has nothing around it. */
  readonly isWindow?: boolean;
  readonly children: ReactNode;
}

interface State {
  readonly of: unknown;
  readonly failure: { readonly thrown: unknown } | undefined;
}

/** Of the failure's own words this much is told, characters. */
const maxTold = 500;

/**
 * A part of the window that may fail on its own: where drawing it did, it says what happened and offers the ways on,
 * and the rest of the window goes on. The bus knows nothing of it.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { of: this.props.of, failure: undefined };

  static getDerivedStateFromError(thrown: unknown): Partial<State> {
    return { failure: { thrown } };
  }

  static getDerivedStateFromProps({ of }: ErrorBoundaryProps, state: State): Partial<State> | null {
    return Object.is(of, state.of) ? null : { of, failure: undefined };
  }

  readonly #drawAgain = (): void => this.setState({ failure: undefined });

  override render(): ReactNode {
    const { failure } = this.state;
    const { what, ways = [], isWindow = false, children } = this.props;
    if (failure === undefined) return children;
    return (
      <div
        className={isWindow ? classes.window : classes.part}
        role="alert"
        data-testid="not-drawn"
        data-selectable
      >
        <h2>{what} could not be drawn</h2>
        <p>The bus and its subscribers run on, and so do the numbers. Nothing is lost by drawing it again.</p>
        <pre>{headOf(describeThrown(failure.thrown), maxTold)}</pre>
        <div className={classes.ways}>
          {ways.map(({ label, run }) => (
            <button
              key={label}
              type="button"
              onClick={() => {
                run();
                this.#drawAgain();
              }}
            >
              {label}
            </button>
          ))}
          <button type="button" onClick={this.#drawAgain}>
            Draw it again
          </button>
        </div>
      </div>
    );
  }
}
