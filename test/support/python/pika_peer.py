"""
A service on the bus as the deployed Python library's pika backend is: the same declarations, blocking, one message
at a time. Started as `pika_peer.py URL`; see protocol.py.
"""

import sys
import threading

import pika
from protocol import commands, die, emit, plain

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))


def declare_topic(channel, topic):
    channel.queue_declare(queue=topic, durable=False, auto_delete=True)


def declare_broadcast(channel, topic):
    channel.exchange_declare(exchange="broadcast_" + topic, exchange_type="fanout", durable=False)


def subscribe(command):
    topic = command["topic"]
    # A channel each, as services are connections each: one that is closed by an error takes no other with it.
    channel = connection.channel()
    if command.get("prefetch", 1) > 0:
        channel.basic_qos(prefetch_count=command.get("prefetch", 1))
    declare_topic(channel, topic)
    declare_broadcast(channel, topic)
    own = channel.queue_declare(queue="", exclusive=True).method.queue
    channel.queue_bind(exchange="broadcast_" + topic, queue=own)
    behaviour = command.get("behaviour", "ack")
    given_back = []

    def on_message(channel, method, properties, body):
        emit(
            "message",
            topic=topic,
            verb="broadcast" if method.exchange else "publish",
            routingKey=method.routing_key,
            bodyHex=body.hex(),
            redelivered=method.redelivered,
            messageId=properties.message_id,
            contentType=properties.content_type,
            deliveryMode=properties.delivery_mode,
            headers=plain(properties.headers),
        )
        if behaviour == "crash":
            die()
        if behaviour == "hold":
            return
        if behaviour == "requeue-first" and not given_back:
            given_back.append(method.delivery_tag)
            channel.basic_nack(method.delivery_tag, requeue=True)
            return
        channel.basic_ack(method.delivery_tag)
        if behaviour == "double-ack":
            channel.basic_ack(method.delivery_tag)

    channel.add_on_cancel_callback(lambda _frame: emit("cancelled", topic=topic))
    channel.basic_consume(queue=topic, on_message_callback=on_message)
    channel.basic_consume(queue=own, on_message_callback=on_message)


def properties_of(command):
    if "headers" not in command and "properties" not in command:
        return None
    return pika.BasicProperties(headers=command.get("headers"), **command.get("properties", {}))


def publish(command):
    channel = connection.channel()
    declare_topic(channel, command["topic"])
    channel.basic_publish(
        exchange="",
        routing_key=command["topic"],
        body=bytes.fromhex(command["bodyHex"]),
        properties=properties_of(command),
    )
    channel.close()


def broadcast(command):
    channel = connection.channel()
    declare_broadcast(channel, command["topic"])
    channel.basic_publish(
        exchange="broadcast_" + command["topic"],
        routing_key=command.get("routingKey", ""),
        body=bytes.fromhex(command["bodyHex"]),
        properties=properties_of(command),
    )
    channel.close()


verbs = {"subscribe": subscribe, "publish": publish, "broadcast": broadcast}
stopping = threading.Event()


def run(command):
    try:
        verbs[command["do"]](command)
        emit("done", id=command["id"])
    except Exception as error:
        emit("error", id=command["id"], message=repr(error))


def read_commands():
    for command in commands():
        # Pika's connection may be used by its own thread only; this wakes it.
        connection.add_callback_threadsafe(lambda command=command: run(command))
    stopping.set()
    connection.add_callback_threadsafe(lambda: None)


threading.Thread(target=read_commands, daemon=True).start()
emit("ready")
while not stopping.is_set():
    try:
        connection.process_data_events(time_limit=1)
    except pika.exceptions.AMQPChannelError as error:
        emit("channel-closed", message=repr(error))
connection.close()
