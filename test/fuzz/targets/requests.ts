import fc from 'fast-check';
import { parse } from '../../../shared/bus/parse';
import { requestSchemas } from '../../../shared/ipc/ipc';
import { nearly } from '../inputs';
import { ofSchema } from '../of-schema';
import { orRefused } from '../refusal';
import { target } from '../target';

type Name = keyof typeof requestSchemas;
const names = Object.keys(requestSchemas) as Name[];

const one = fc
  .constantFrom(...names)
  .chain((name) => nearly(ofSchema(requestSchemas[name])).map((argument) => ({ name, argument })));

export const requestTargets = [
  target({
    name: 'request',
    inputs: one,
    run: ({ name, argument }: { name: Name; argument: unknown }) =>
      orRefused(() => {
        const parsed: unknown = parse(requestSchemas[name], argument);
        // The door lets in what it would let in again; a schema that made something else of it would keep no promise.
        structuredClone(parse(requestSchemas[name], parsed));
      }),
  }),
];
