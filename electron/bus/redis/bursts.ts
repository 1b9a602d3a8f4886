export interface BurstOptions<Item, Answer> {
  /** What goes together at most: a command must not hold others up for long. */
  readonly most: { readonly items: number; readonly bytes: number };
  readonly bytesOf: (item: Item) => number;
  readonly goesWith: (item: Item, first: Item) => boolean;
  /** Answers in the order of the items. */
  readonly send: (items: readonly [Item, ...Item[]]) => Promise<readonly Answer[]>;
}

interface Asked<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends what is asked for in one turn of the event loop as one command: to the client a command costs more than what is in it. All
 * of it fails together.
 */
export class Bursts<Item, Answer> {
  readonly #options: BurstOptions<Item, Answer>;
  #open: Asked<Item, Answer>[] = [];
  #bytes = 0;

  constructor(options: BurstOptions<Item, Answer>) {
    this.#options = options;
  }

  add(item: Item): Promise<Answer> {
    const { most, bytesOf, goesWith } = this.#options;
    const bytes = bytesOf(item);
    const [first] = this.#open;
    if (first !== undefined) {
      const hasRoom = this.#open.length < most.items && this.#bytes + bytes <= most.bytes;
      if (!hasRoom || !goesWith(item, first.item)) this.#flush();
    }
    return new Promise((resolve, reject) => {
      const burst = this.#open;
      if (burst.length === 0) process.nextTick(() => burst === this.#open && this.#flush());
      burst.push({ item, resolve, reject });
      this.#bytes += bytes;
    });
  }

  #flush(): void {
    const burst = this.#open;
    this.#open = [];
    this.#bytes = 0;
    this.#options.send(burst.map(({ item }) => item) as [Item, ...Item[]]).then(
      (answers) => {
        for (const [at, { resolve }] of burst.entries()) resolve(answers[at] as Answer);
      },
      (error: unknown) => {
        for (const { reject } of burst) reject(error);
      },
    );
  }
}
