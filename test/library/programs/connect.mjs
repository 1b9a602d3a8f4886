// node connect.mjs URL: says how it went.
import { BusError, EventBus } from 'busdeck';

const [url] = process.argv.slice(2);
const told = await EventBus.connect(url).then(
  (bus) => bus.close().then(() => 'connected'),
  (error) => (error instanceof BusError ? `${error.code}: ${error.message}` : `no BusError: ${error.stack}`),
);
console.log(told);
