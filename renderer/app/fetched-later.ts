type Load = () => Promise<unknown>;

const loads: Load[] = [];

/**
 * For React's `lazy`: a part that the window's first picture can do without. Its code is fetched when it is wanted, or
 * before that when the window is at rest.
 */
export function fetchedLater<L extends Load>(load: L): L {
  loads.push(load);
  return load;
}

/** So that nobody ever waits for a part. One at a time: none of them may hold up what a person does. */
export async function fetchParts(): Promise<void> {
  for (const load of loads) {
    await idle();
    // One that cannot be fetched is told when it is wanted.
    await load().catch(() => {});
  }
}

/** Not at the first chance: what a person does as soon as the window is there goes first. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve, { timeout: 1000 }), 100));
}
