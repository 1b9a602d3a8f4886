import { z } from 'zod';
import { readIfThere, writeAtomically } from './files/replace-file';

const placesSchema = z
  .array(z.object({ place: z.string().max(2000), profileId: z.string().max(100).optional() }))
  .max(1000);
type Place = z.infer<typeof placesSchema>[number];

/** Which brokers Busdeck has switched the tracing of on, in a file. No password is in it. */
export class TracingJournal {
  readonly #path: string;
  #places: readonly Place[] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** A file that cannot be read is none: the worst of it is that somebody has to switch tracing off by hand. */
  places(): readonly Place[] {
    if (this.#places !== undefined) return this.#places;
    let found: unknown;
    try {
      found = JSON.parse(readIfThere(this.#path) ?? '[]');
    } catch {
      found = [];
    }
    this.#places = placesSchema.safeParse(found).data ?? [];
    return this.#places;
  }

  async add(place: { readonly place: string; readonly profileId?: string | undefined }): Promise<void> {
    const { profileId } = place;
    await this.#write([
      ...this.places().filter((each) => each.place !== place.place),
      { place: place.place, ...(profileId === undefined ? {} : { profileId }) },
    ]);
  }

  async remove(place: string): Promise<void> {
    await this.#write(this.places().filter((each) => each.place !== place));
  }

  async #write(places: readonly Place[]): Promise<void> {
    await writeAtomically(this.#path, `${JSON.stringify(places, undefined, 2)}\n`);
    this.#places = places;
  }
}
