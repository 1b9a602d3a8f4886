import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { Profile } from '../../../shared/window/profile';
import {
  maxLayoutGroups,
  maxProfiles,
  type PanelSizes,
  type PreferencesChange,
  preferencesSchema,
  type Settings,
} from '../../../shared/window/settings';
import { type Dispose, Emitter } from '../../bus/emitter';
import { KeptFile } from '../files/kept-file';
import { readIfThere, setAside } from '../files/replace-file';
import { readSettings } from './read-settings';

/**
 * The settings in memory and their file. A file that cannot be used is set aside and told in {@link problems}; it is
 * never written over, and never a reason not to start.
 */
export class SettingsStore {
  readonly path: string;
  readonly problems: string[] = [];
  readonly #changes = new Emitter<[]>();
  readonly #file: KeptFile;
  #settings: Settings;

  constructor(path: string) {
    this.path = path;
    this.#file = new KeptFile({
      path,
      text: () => `${JSON.stringify(this.#settings, undefined, 2)}\n`,
      onProblem: (problem) => this.#tell(problem),
    });
    const { settings, damage } = this.#read();
    this.#settings = settings;
    if (damage !== undefined) this.#setAside(damage);
  }

  get current(): Settings {
    return this.#settings;
  }

  onChange(listener: () => void): Dispose {
    return this.#changes.on(listener);
  }

  profile(id: string): Profile | undefined {
    return this.#settings.profiles.find((profile) => profile.id === id);
  }

  changePreferences(change: PreferencesChange): void {
    const preferences = preferencesSchema.parse({ ...this.#settings.preferences, ...change });
    this.change({ preferences });
  }

  saveProfile(profile: Profile): void {
    this.keepProfile(profile);
    this.#changes.emit();
  }

  /** Throws `invalid-argument` where one of that id would be one too many. */
  checkRoomFor(id: string): void {
    if (this.#settings.profiles.length < maxProfiles || this.profile(id) !== undefined) return;
    throw new BusError(
      'invalid-argument',
      `There may be ${maxProfiles} saved connections at most: delete one that is not needed any more.`,
    );
  }

  /** Puts it at the place of the one with the same id, or at the end. */
  keepProfile(profile: Profile): void {
    const { profiles } = this.#settings;
    const known = profiles.some(({ id }) => id === profile.id);
    this.keep({
      profiles: known
        ? profiles.map((each) => (each.id === profile.id ? profile : each))
        : [...profiles, profile],
    });
  }

  /** A group that would be one too many is refused: the next start could not read the file. */
  keepLayout(group: string, sizes: PanelSizes): void {
    const { layout } = this.#settings;
    if (!Object.hasOwn(layout, group) && Object.keys(layout).length >= maxLayoutGroups) {
      throw new BusError(
        'invalid-argument',
        `The sizes of ${maxLayoutGroups} groups of panels are kept at most; those of “${group}” are not.`,
      );
    }
    this.keep({ layout: { ...layout, [group]: sizes } });
  }

  deleteProfile(id: string): void {
    const { profiles, setups } = this.#settings;
    this.change({
      profiles: profiles.filter((profile) => profile.id !== id),
      setups: setups.filter(({ connection }) => connection !== id),
    });
  }

  change(change: Partial<Settings>): void {
    this.keep(change);
    this.#changes.emit();
  }

  /** For what nobody but the file needs to hear of: where the window stands, how wide a panel is. */
  keep(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#file.touch();
  }

  /** Everything is on the disk after this. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  flushNow(): void {
    this.#file.flushNow();
  }

  #read() {
    try {
      return readSettings(readIfThere(this.path));
    } catch (error) {
      return { ...readSettings(undefined), damage: `It cannot be read (${describeThrown(error)}).` };
    }
  }

  #setAside(damage: string): void {
    try {
      const aside = setAside(this.path);
      this.problems.push(`The settings file was damaged. ${damage} It was set aside as ${aside}.`);
    } catch (error) {
      // It can neither be used nor moved: this session's settings are not written.
      this.#file.forbid();
      this.problems.push(
        `The settings file ${this.path} cannot be used. ${damage} It could not be set aside either (${describeThrown(error)}), so that settings are kept until Busdeck quits only.`,
      );
    }
  }

  #tell(problem: string): void {
    if (this.problems.includes(problem)) return;
    this.problems.push(problem);
    this.#changes.emit();
  }
}
