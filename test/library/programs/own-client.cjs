// node own-client.cjs URL: a program that uses amqplib itself, before and after the bus does.
const { dirname, join } = require('node:path');
const amqplib = require('amqplib');
const { EventBus } = require('busdeck');

const folder = dirname(require.resolve('amqplib'));
const insides = () => {
  const codec = require(join(folder, 'lib', 'codec.js'));
  const { Connection } = require(join(folder, 'lib', 'connection.js'));
  return [codec, codec.decodeFields, codec.encodeTable, Connection, Connection.prototype.open];
};

async function main([url]) {
  const before = insides();
  const bus = await EventBus.connect(url);
  await bus.publish('own-client', 'one');
  const connection = await amqplib.connect(url);
  await connection.close();
  await bus.close();
  const after = insides();
  console.log(require('amqplib') === amqplib && before.every((part, i) => part === after[i]));
}

void main(process.argv.slice(2));
