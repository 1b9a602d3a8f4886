import { connect as connectPlainly } from 'node:net';
import { connect } from 'node:tls';

/** Nobody waits longer for a mere hint, ms. */
const probeMs = 1000;

/**
 * Whether that port answers a TLS greeting. A broker's TLS port that gets plain text says so in a TLS alert and
 * hangs up; the reset that follows may overtake the alert, and then only asking again tells the two apart. Nothing is
 * sent over the connection; it ends with the handshake, whatever the certificate.
 */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => done(false), probeMs);
    socket.once('secureConnect', () => done(true));
    socket.on('error', (error: NodeJS.ErrnoException) => done(cameFromTls(error)));
    socket.once('close', () => done(false));
  });
}

/** A certificate we do not trust, or an alert that ours is missing, is TLS all the same; the system's codes are not. */
function cameFromTls({ code = '' }: NodeJS.ErrnoException): boolean {
  return !/^E(?!RR)|WRONG_VERSION_NUMBER|PACKET_LENGTH/.test(code);
}

/** What a peer without TLS answers. */
export interface Probe {
  readonly greeting: Buffer;
  readonly isAnswer: (bytes: Buffer) => boolean;
}

/** How long a peer may take to answer, ms. */
const plainMs = 1000;

/** Whether a peer that does not answer a greeting of TLS answers this one. */
export function speaksPlainly(host: string, port: number, { greeting, isAnswer }: Probe): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectPlainly({ host, port });
    const answer = (plain: boolean) => {
      socket.destroy();
      resolve(plain);
    };
    socket.setTimeout(plainMs, () => answer(false));
    socket.on('error', () => answer(false));
    socket.on('close', () => answer(false));
    socket.on('data', (bytes) => answer(isAnswer(bytes)));
    socket.write(greeting);
  });
}
