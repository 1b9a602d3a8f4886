import type { TapResponses } from '../../../shared/window/tap';
import type { BrokerDesk } from '../../monitor/broker-desk';
import { createTracingSwitch } from '../../monitor/monitors';
import { Programs } from '../../monitor/programs';
import type { TracingKeeper } from '../../monitor/tracing';
import { notConnected } from '../../session/connection';
import type { Session } from '../../session/session';
import type { Handlers } from '../ipc';

/** What taps need of the session and of the broker’s own tracing. */
export function tapHandlers(
  session: Session,
  broker: BrokerDesk,
  tracing: TracingKeeper,
): Pick<Handlers, keyof TapResponses> {
  const watched = () => {
    const watchable = session.watchable();
    if (watchable === undefined) throw notConnected();
    return watchable;
  };
  return {
    tracing: async () => {
      const control = createTracingSwitch(watched().options);
      if (control === undefined) return { state: 'none', ours: false };
      try {
        return await tracing.stateOf(control);
      } finally {
        control.close();
      }
    },
    tap: async ({ topic, trace }) => {
      const { key, options, profileId } = watched();
      const control = trace ? createTracingSwitch(options) : undefined;
      if (control === undefined) return session.tap(key, { topic, traced: false });
      // What is on already is nobody’s deed.
      const isOn = await control.isOn().catch(() => false);
      try {
        if (!isOn) session.allow({ what: 'trace', count: 1 });
      } catch (error) {
        control.close();
        throw error;
      }
      const { place } = control;
      const release = await tracing.hold(control, profileId);
      const programs = new Programs(
        () => broker.allClients(),
        (names) => session.learnPrograms(key, names),
      );
      // The names come when they come.
      void programs.learn();
      return session.tap(key, {
        ...{ topic, traced: true, programOf: programs.of },
        ensureTraced: () => tracing.renew(place),
        release: async () => {
          programs.close();
          await release();
        },
      });
    },
    untap: async ({ tapId }) => {
      await session.untap(tapId);
      return null;
    },
  };
}
