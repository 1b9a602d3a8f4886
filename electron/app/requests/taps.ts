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
      const { options, profileId } = watched();
      const control = trace ? createTracingSwitch(options) : undefined;
      if (control === undefined) return session.tap({ topic, traced: false });
      // What is on already is nobody’s deed.
      if (!(await control.isOn().catch(() => false))) session.allow({ what: 'trace', count: 1 });
      const release = await tracing.hold(control, profileId);
      const programs = new Programs(
        () => broker.allClients(),
        (names) => session.learnPrograms(names),
      );
      await programs.learn();
      return session.tap({
        ...{ topic, traced: true, programOf: programs.of },
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
