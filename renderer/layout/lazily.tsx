import { type ComponentType, useEffect, useState } from 'react';

const fetchers: (() => Promise<void>)[] = [];

/**
 * A part that the window's first picture can do without: its code is fetched when it is wanted, or before that when the
 * window is at rest. From then on it is drawn at once.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  let fetched: Promise<void> | undefined;
  const fetch = () => {
    fetched ??= load().then((part) => {
      known = part;
    });
    return fetched;
  };
  fetchers.push(fetch);

  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, when its user's module is read.
  return function Lazily(props: Props) {
    const [Part, setPart] = useState(() => known);
    useEffect(() => {
      if (Part === undefined)
        void idle()
          .then(fetch)
          .then(() => setPart(() => known));
    }, [Part]);
    return Part === undefined ? null : <Part {...props} />;
  };
}

/** So that nobody ever waits for a part. One at a time: none of them may hold up what a person does. */
export async function fetchParts(): Promise<void> {
  for (const fetch of fetchers) {
    await idle();
    await fetch();
  }
}

/** Not at the first chance: what a person does as soon as the window is there goes first. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve, { timeout: 1000 }), 100));
}
