import { descriptorOf, isInside } from '../../shared/brokers';
import { type Profile, profileFields } from '../../shared/window/profile';

/** What is wrong with single fields, in words to stand below them. */
export interface ProfileProblems {
  readonly name?: string;
  readonly url?: string;
}

export function problemsOf({ name, kind, url }: Profile): ProfileProblems {
  const named = profileFields.name.safeParse(name);
  return {
    ...(named.success ? {} : { name: named.error.issues[0]?.message ?? 'This name cannot be used.' }),
    ...(isInside(kind) || url.trim() !== ''
      ? {}
      : { url: `A connection to ${descriptorOf(kind).label} needs a URL.` }),
  };
}
