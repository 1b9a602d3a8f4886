"""The lines a peer speaks with its test: one JSON object a line, commands in on stdin, events out on stdout."""

import json
import os
import signal
import sys
import threading

_write_lock = threading.Lock()


def emit(event, **fields):
    with _write_lock:
        sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
        sys.stdout.flush()


def commands():
    for line in sys.stdin:
        yield json.loads(line)


def die():
    """As a crash: no goodbye to the broker, no handler, no buffer written."""
    os.kill(os.getpid(), signal.SIGKILL)


def plain(value):
    """A header's value as JSON can carry it."""
    if isinstance(value, (bytes, bytearray)):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
