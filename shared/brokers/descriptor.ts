import type { z } from 'zod';
import type { Verb } from '../bus/message';

/** One way to spell an address of this kind. */
export interface Scheme {
  /** Taken when the URL names none. */
  readonly port: number;
  readonly tls: boolean;
}

/** A choice in the form of a saved connection; its value is kept under `name` in the connection's own options. */
export interface ChoiceField {
  readonly name: string;
  readonly label: string;
  /** The first is the default. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** A text in that form. */
export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
}

/** What the window, the settings and the command line know of a kind of broker: plain data, no client is loaded for it. */
export interface BrokerDescriptor {
  readonly kind: string;
  /** For people. */
  readonly label: string;
  /** How it is reached. Left out of a bus that is inside Busdeck. */
  readonly address?: {
    /** By the name before `://`. */
    readonly schemes: Readonly<Record<string, Scheme>>;
    /** What the top bar begins with. */
    readonly example: string;
    /** The same without a password, as connections are saved. */
    readonly openExample: string;
    /** Who logs in with a password where the URL names nobody. */
    readonly defaultUser: string;
  };
  /** Everything that a connection is opened with. */
  readonly optionsSchema: z.ZodObject<{ kind: z.ZodLiteral<string> }>;
  /** The part of it that belongs to this kind alone and is kept with a saved connection. */
  readonly ownOptionsSchema: z.ZodObject;
  /** The part of the saved connection's form that belongs to this kind alone. */
  readonly form?: {
    readonly title: string;
    readonly fields: readonly (ChoiceField | TextField)[];
    readonly note: string;
  };
  /** Own options that say where the password goes, too: secrets are good for one of each. */
  readonly secretOptions?: readonly string[];
  /** What goes over the wire for an answer; left out where there is no wire. */
  readonly answersOnWire?: (verb: Verb) => Readonly<Record<'ack' | 'fail' | 'later', string>>;
}
