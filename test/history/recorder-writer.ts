import { Recorder } from '../../electron/session/recording/recorder';
import { delivered } from '../store/events';

// A program that records an event every few milliseconds, tells each on standard output, and is killed while it does.
const recorder = await Recorder.start({ path: process.argv[2] ?? '' });
let count = 0;
setInterval(() => {
  count += 1;
  const event = delivered(`${count}`);
  recorder.add(event, { ...event.message, body: Buffer.from(`{"n":${count}}`) });
  process.stdout.write(`${count} ${Date.now()}\n`);
}, 2);
