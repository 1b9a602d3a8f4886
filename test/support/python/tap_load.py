"""
A producer or a consumer as services are, as fast as it is asked to be: `tap_load.py produce|consume URL TOPIC COUNT [RATE]`. Numbers
each message, and tells at the end what it saw.
"""

import json
import sys
import time

import pika

role, url, topic, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.queue_declare(queue=topic, durable=False, auto_delete=True)


def produce(rate):
    begun = time.monotonic()
    for number in range(count):
        channel.basic_publish(exchange="", routing_key=topic, body=str(number).encode())
        ahead = number / rate - (time.monotonic() - begun)
        if ahead > 0.005:
            time.sleep(ahead)
    connection.close()
    return {"sent": count, "seconds": time.monotonic() - begun}


def consume():
    seen = []
    channel.basic_qos(prefetch_count=100)
    print(json.dumps({"event": "ready"}), flush=True)
    for method, _, body in channel.consume(topic, inactivity_timeout=30):
        if method is None:
            break
        seen.append(int(body))
        channel.basic_ack(method.delivery_tag)
        if int(body) == count - 1:
            # The last one; what the other consumer has is its own.
            break
        if len(seen) >= count:
            break
    return {"seen": seen}


print(json.dumps(produce(float(sys.argv[5])) if role == "produce" else consume()), flush=True)
