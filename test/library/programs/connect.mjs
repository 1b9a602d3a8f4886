// node connect.mjs URL…: says of each how it went.
import { BusError, EventBus } from 'busdeck';

for (const url of process.argv.slice(2)) {
  const told = await EventBus.connect(url).then(
    (bus) => bus.close().then(() => 'connected'),
    (error) =>
      error instanceof BusError ? `${error.code}: ${error.message}` : `no BusError: ${error.stack}`,
  );
  console.log(told);
}
