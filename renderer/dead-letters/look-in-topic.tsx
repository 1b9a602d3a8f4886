import { Autocomplete, Button } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { topicProblem } from '../../shared/bus/message';
import { useCommands } from '../commands/use-commands';
import { useTopicNames } from '../commands/use-topic-names';
import classes from './dead-letters.module.css';
import { ExportAll } from './export-all';

/** Dead letters outlive their subscribers: this finds those of a topic that has no pane. */
export function LookInTopic() {
  const commands = useCommands();
  const [topic, setTopic] = useState('');
  const topics = useTopicNames(topic);
  const [problem, setProblem] = useState<string>();
  function look(event: SyntheticEvent): void {
    event.preventDefault();
    const wrong = topicProblem(topic);
    setProblem(wrong);
    if (wrong === undefined) commands.lookForDeadLetters(topic);
  }
  return (
    <form className={classes.look} onSubmit={look}>
      <Autocomplete
        data={topics}
        openOnFocus={false}
        data-testid="dead-letter-topic"
        aria-label="Topic to look for dead letters in"
        placeholder="Look in another topic"
        spellCheck={false}
        className={classes.lookTopic}
        value={topic}
        error={problem}
        onChange={(next) => {
          setTopic(next);
          setProblem(undefined);
        }}
      />
      <Button type="submit" variant="default">
        Look
      </Button>
      <ExportAll />
    </form>
  );
}
