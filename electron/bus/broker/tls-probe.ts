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
