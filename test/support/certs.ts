import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder, removeFolder } from './temporary-folder';

const run = promisify(execFile);

/** Paths of two PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Certificates of every kind a TLS test needs, made by openssl for this run; all signed by `ca` but the stranger. */
export interface Certs extends AsyncDisposable {
  readonly ca: string;
  /** A CA that has signed none of the others. */
  readonly otherCa: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: KeyPair;
  /** For another host's name. */
  readonly wrongHost: KeyPair;
  /** For `localhost`, valid until yesterday. */
  readonly expired: KeyPair;
  readonly client: KeyPair;
  /** A client certificate that `otherCa` has signed. */
  readonly strangerClient: KeyPair;
}

export async function makeCerts(): Promise<Certs> {
  const folder = await makeFolder('certs');
  const maker = new CertMaker(folder);
  const ca = await maker.authority('ca');
  const otherCa = await maker.authority('other-ca');
  const localhost = 'DNS:localhost,IP:127.0.0.1';
  return {
    ca: ca.cert,
    otherCa: otherCa.cert,
    server: await maker.leaf('server', ca, { altName: localhost }),
    wrongHost: await maker.leaf('wrong-host', ca, { altName: 'DNS:broker.example' }),
    expired: await maker.leaf('expired', ca, { altName: localhost, expired: true }),
    client: await maker.leaf('client', ca),
    strangerClient: await maker.leaf('stranger', otherCa),
    [Symbol.asyncDispose]: () => removeFolder(folder),
  };
}

interface LeafOptions {
  altName?: string;
  expired?: boolean;
}

class CertMaker {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async authority(name: string): Promise<KeyPair> {
    const pair = this.#pair(name);
    const extensions = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    await run('openssl', [
      'req',
      '-x509',
      ...newKey(pair.key),
      '-out',
      pair.cert,
      '-subj',
      `/CN=${name}`,
      ...extensions,
    ]);
    return pair;
  }

  async leaf(
    name: string,
    signer: KeyPair,
    { altName, expired = false }: LeafOptions = {},
  ): Promise<KeyPair> {
    const pair = this.#pair(name);
    const request = join(this.#folder, `${name}.csr`);
    await run('openssl', ['req', '-new', ...newKey(pair.key), '-out', request, '-subj', `/CN=${name}`]);
    const extensions = join(this.#folder, `${name}.ext`);
    await writeFile(extensions, altName === undefined ? '' : `subjectAltName=${altName}\n`);
    const signing = ['-CA', signer.cert, '-CAkey', signer.key, '-CAcreateserial', '-extfile', extensions];
    // A negative number of days ends the validity before it began: expired from the first moment.
    const days = ['-days', expired ? '-1' : '2'];
    await run('openssl', ['x509', '-req', '-in', request, '-out', pair.cert, ...signing, ...days]);
    return pair;
  }

  #pair(name: string): KeyPair {
    return { cert: join(this.#folder, `${name}.pem`), key: join(this.#folder, `${name}-key.pem`) };
  }
}

/** A curve's key is made at once; RSA's takes a while. */
function newKey(path: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path];
}
