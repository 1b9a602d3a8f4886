import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian's packages ask this file before they start a service. */
const POLICY = '/usr/sbin/policy-rc.d';
const FORBIDDEN = '#!/bin/sh\nexit 101\n';

/**
 * Installs packages without starting their services: the tests run brokers of their own and leave the system's alone.
 * @param {() => Promise<void>} install
 */
export async function withServicesHeld(install) {
  // A policy that is there already (as in most containers) is somebody's decision.
  if (existsSync(POLICY)) return install();
  writeFileSync(POLICY, FORBIDDEN, { mode: 0o755 });
  try {
    await install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}
