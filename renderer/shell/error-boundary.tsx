import { Component, type ReactNode } from 'react';
import { describeThrown } from '../../shared/bus/errors';
import classes from './error-boundary.module.css';

interface State {
  readonly failure: { readonly thrown: unknown } | undefined;
}

/** What is left when drawing the window has failed: what happened, and the way back. The bus itself runs on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(thrown: unknown): State {
    return { failure: { thrown } };
  }

  readonly #drawAgain = (): void => this.setState({ failure: undefined });

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div className={classes.failure} role="alert">
        <h1>The window could not be drawn</h1>
        <p>The bus and its subscribers run on, and so do the numbers. Nothing is lost by drawing it again.</p>
        <pre>{describeThrown(failure.thrown)}</pre>
        <button type="button" onClick={this.#drawAgain}>
          Draw it again
        </button>
      </div>
    );
  }
}
