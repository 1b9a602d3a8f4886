import type { ScenarioResponses } from '../../../shared/ipc/requests-scenario';
import type { ScenarioDesk } from '../../scenario/desk';
import { chooseFile, chooseTarget } from '../dialogs';
import type { Handlers } from '../ipc';

const kinds = [{ name: 'Scenario', extensions: ['yaml', 'yml'] }];

/** The requests about scenarios; the dialogs are here, the rest is the desk’s. */
export function scenarioHandlers(
  desk: ScenarioDesk,
  textOfDeeds: () => string,
): Pick<Handlers, keyof ScenarioResponses> {
  return {
    openScenario: async () => {
      const path = await chooseFile('Open a scenario', kinds);
      return path === undefined ? null : desk.open(path);
    },
    saveScenario: async ({ as, ...written }) => {
      const known = desk.pathOf(written.documentId);
      const path =
        known !== undefined && !as
          ? known
          : await chooseTarget('Save the scenario', known ?? 'scenario.yaml', kinds);
      return path === undefined ? null : desk.save(written, path);
    },
    checkScenario: (written) => desk.check(written),
    playScenario: async (request) => {
      await desk.play(request);
      return null;
    },
    stopScenario: async () => {
      await desk.stop();
      return null;
    },
    tidyScenario: async () => {
      await desk.tidy();
      return null;
    },
    scenarioOfDeeds: () => ({ text: textOfDeeds() }),
  };
}
