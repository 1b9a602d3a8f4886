import { type Profile, profileSchema } from '../../shared/window/profile';

/** What is wrong with single fields, in words to stand below them. */
export interface ProfileProblems {
  readonly name?: string;
  readonly url?: string;
}

export function problemsOf({ name, kind, url }: Profile): ProfileProblems {
  const named = profileSchema.shape.name.safeParse(name);
  return {
    ...(named.success ? {} : { name: named.error.issues[0]?.message ?? 'This name cannot be used.' }),
    ...(kind === 'memory' || url.trim() !== '' ? {} : { url: 'A connection to RabbitMQ needs a URL.' }),
  };
}
