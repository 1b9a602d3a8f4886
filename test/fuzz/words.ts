import type { Input } from './target';

/** The one input that is to be tried: the so-manieth of a seed, or one that is given. */
export type Asked = { readonly target: string } & (
  | { readonly seed: number; readonly index: number }
  | { readonly input: Input }
);

/** What one input took, and what went wrong with it. */
export interface Answered {
  readonly cpuMs: number;
  readonly megabytes: number;
  readonly problem?: string;
}
