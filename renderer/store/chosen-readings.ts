import { createStore } from 'zustand/vanilla';
import type { ChosenSteps } from '../../shared/window/reading';
import { maxKeptReadings, type TopicReading } from '../../shared/window/window-view';

/** How the payloads of topics are read where a person has chosen it, the last chosen at the end; kept over restarts. */
export const chosenReadings = createStore<{ readonly readings: readonly TopicReading[] }>(() => ({
  readings: [],
}));

/** Nothing chosen: it is guessed. */
export function chooseReading(topic: string, steps: ChosenSteps): void {
  const others = chosenReadings.getState().readings.filter((each) => each.topic !== topic);
  const readings = steps.length === 0 ? others : [...others, { topic, steps }];
  chosenReadings.setState({ readings: readings.slice(-maxKeptReadings) });
}

const nothing: ChosenSteps = [];

export function chosenFor(readings: readonly TopicReading[], topic: string): ChosenSteps {
  return readings.find((each) => each.topic === topic)?.steps ?? nothing;
}
