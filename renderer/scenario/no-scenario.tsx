import { Button } from '@mantine/core';
import { useCommands } from '../commands/use-commands';
import classes from './scenario.module.css';

/** Before there is one: what it is, and the ways to one. */
export function NoScenario() {
  const commands = useCommands();
  return (
    <div className={classes.empty}>
      <p>
        A scenario is a file that says which subscribers there are, what is sent to them, and what must come
        of it. It is run here, on the present connection, or by <code>busdeck run</code> in a pipeline.
      </p>
      <div className={classes.ways}>
        <Button data-testid="scenario-open" onClick={() => void commands.openScenario()}>
          Open…
        </Button>
        <Button variant="default" data-testid="scenario-new" onClick={commands.newScenario}>
          New
        </Button>
        <Button
          variant="default"
          data-testid="scenario-from-deeds"
          onClick={() => void commands.scenarioOfDeeds()}
        >
          Save what I did
        </Button>
      </div>
      <p className={classes.hint}>
        <strong>Save what I did</strong> writes down what you have done by hand since you connected, with what
        you saw as what is expected.
      </p>
    </div>
  );
}
