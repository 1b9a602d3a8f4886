"""
A service on the bus as the deployed Python library's aio_pika backend is: the same declarations, on asyncio.
Started as `aio_pika_peer.py URL`; see protocol.py.
"""

import asyncio
import json
import sys

import aio_pika
from protocol import die, emit, plain


async def declare_topic(channel, topic):
    return await channel.declare_queue(topic, durable=False, auto_delete=True)


async def declare_broadcast(channel, topic):
    return await channel.declare_exchange("broadcast_" + topic, aio_pika.ExchangeType.FANOUT, durable=False)


async def subscribe(connection, command):
    topic = command["topic"]
    behaviour = command.get("behaviour", "ack")
    channel = await connection.channel()
    if command.get("prefetch", 1) > 0:
        await channel.set_qos(prefetch_count=command.get("prefetch", 1))
    queue = await declare_topic(channel, topic)
    exchange = await declare_broadcast(channel, topic)
    own = await channel.declare_queue(exclusive=True)
    given_back = []
    await own.bind(exchange)

    async def on_message(message):
        emit(
            "message",
            topic=topic,
            verb="broadcast" if message.exchange else "publish",
            routingKey=message.routing_key,
            bodyHex=message.body.hex(),
            redelivered=message.redelivered,
            messageId=message.message_id,
            contentType=message.content_type,
            deliveryMode=message.delivery_mode,
            headers=plain(message.headers_raw if hasattr(message, "headers_raw") else message.headers),
        )
        if behaviour == "crash":
            die()
        if behaviour == "hold":
            return
        if behaviour == "requeue-first" and not given_back:
            given_back.append(message.delivery_tag)
            await message.nack(requeue=True)
            return
        await message.ack()
        if behaviour == "double-ack":
            # The library's own guard against this is what the deployed service goes around.
            await message.channel.basic_ack(message.delivery_tag)

    await queue.consume(on_message)
    await own.consume(on_message)


def message_of(command):
    body = bytes.fromhex(command["bodyHex"])
    return aio_pika.Message(body, headers=command.get("headers"), **command.get("properties", {}))


async def publish(connection, command):
    channel = await connection.channel()
    await declare_topic(channel, command["topic"])
    await channel.default_exchange.publish(message_of(command), routing_key=command["topic"])
    await channel.close()


async def broadcast(connection, command):
    channel = await connection.channel()
    exchange = await declare_broadcast(channel, command["topic"])
    await exchange.publish(message_of(command), routing_key=command.get("routingKey", ""))
    await channel.close()


verbs = {"subscribe": subscribe, "publish": publish, "broadcast": broadcast}


async def main():
    connection = await aio_pika.connect(sys.argv[1])
    lines = asyncio.StreamReader(limit=64 * 1024 * 1024)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    emit("ready")
    async for line in lines:
        command = json.loads(line)
        try:
            await verbs[command["do"]](connection, command)
            emit("done", id=command["id"])
        except Exception as error:
            emit("error", id=command["id"], message=repr(error))
    await connection.close()


asyncio.run(main())
