import { describeThrown, type ErrorInfo } from '../../shared/bus/errors';
import { createTracingSwitch } from '../monitor/monitors';
import type { TracingJournal, TracingKeeper, TracingSwitch } from '../monitor/tracing';
import type { Session } from '../session/session';
import type { Profiles } from '../session/settings/profiles';

interface LeftoverTracingOptions {
  readonly session: Session;
  readonly profiles: Profiles;
  readonly journal: TracingJournal;
  readonly keeper: TracingKeeper;
  readonly tell: (error: ErrorInfo) => void;
}

/**
 * Has the brokers stop tracing that a Busdeck which was killed left at it: those that can be reached without asking anybody at the start,
 * and any other as soon as it is connected to.
 */
export class LeftoverTracing {
  readonly #options: LeftoverTracingOptions;
  #begun = false;

  constructor(options: LeftoverTracingOptions) {
    this.#options = options;
    const { session } = options;
    session.onEvent((event) => {
      if (event.type !== 'connection' || event.status.state !== 'ready') return;
      const connectOptions = session.watchable()?.options;
      const control = connectOptions && createTracingSwitch(connectOptions);
      if (control !== undefined) void this.#cleanUp(control);
    });
  }

  /** At the start of the app, once there is a window to tell it in. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#begin();
  }

  #begin(): void {
    for (const { place, profileId } of this.#options.journal.places()) {
      const options = profileId === undefined ? undefined : this.#options.profiles.optionsOf(profileId);
      const control = options && createTracingSwitch(options);
      // One that was edited since leads elsewhere.
      if (control?.place === place) void this.#cleanUp(control);
      else {
        control?.close();
        this.#tellLeftOn(place);
      }
    }
  }

  async #cleanUp(control: TracingSwitch): Promise<void> {
    const { place } = control;
    try {
      await this.#options.keeper.cleanUp(control);
    } catch (error) {
      this.#tellLeftOn(place, describeThrown(error));
    }
  }

  #tellLeftOn(place: string, detail?: string): void {
    this.#options.tell({
      code: 'unreachable',
      message: `The broker may still be tracing at ${place}: Busdeck switched that on, and ended before it could switch it off. Connect there, and it is done.`,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
