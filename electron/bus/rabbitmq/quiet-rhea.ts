/// <reference path="./rhea-internals.d.ts" />
import log from 'rhea/lib/log.js';

/*
 * Where the environment's variable DEBUG asks for it, rhea writes every frame to the standard error, the one with the password as
 * well. Loaded before it is used, whatever DEBUG says.
 */
for (const channel of Object.values(log)) channel.enabled = false;
