/** A page that has crashed so often within {@link withinMs} is not loaded again by itself. */
const most = 3;
const withinMs = 300_000;

/** How often the window's page may be loaded again: what makes it crash may be what it is given each time. */
export class CrashLimit {
  #crashes: number[] = [];

  /**
   * Counts a crash.
   * @param now ms since the epoch.
   * @returns whether the page is to be loaded again.
   */
  allows(now: number): boolean {
    this.#crashes = [...this.#crashes.filter((at) => now - at < withinMs), now];
    return this.#crashes.length < most;
  }

  /** A person decided how to go on. */
  forget(): void {
    this.#crashes = [];
  }
}
