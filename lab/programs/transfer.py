"""An instrument: one transfer with a page service, and in JSON how it ended. Arguments: address, kind, bytes, milliseconds of patience, idle ms.

get: asks as HTTP/1.0 and reads until the peer closes, as the simplest clients do. put: sends a page, waits for the answer.
again: asks as HTTP/1.1, idles, and asks once more on the same connection.
Patience is for the whole, without the idle time. At its end the connection is aborted, so that nothing of it goes on.
"""
import json
import socket
import struct
import sys
import time

address, kind = sys.argv[1:3]
size, patience, idle = (int(value) for value in sys.argv[3:6])
seen = {"connected": False, "received": 0, "ended": "timeout"}
start = time.monotonic()
idled = 0.0


def left():
    return max(0.001, patience / 1000 - (time.monotonic() - start - idled))


def receive(client, least):
    """Reads until `least` bytes are there or the peer closes."""
    seen["received"] = 0
    while seen["received"] < least:
        client.settimeout(left())
        data = client.recv(65536)
        if not data:
            return "close"
        seen["received"] += len(data)
    return "complete"


def ask(client, version):
    client.settimeout(left())
    client.sendall(b"GET /%d HTTP/%s\r\n\r\n" % (size, version))


def transfer(client):
    global idled
    client.settimeout(left())
    client.connect((address, 80))
    seen["connected"] = True
    if kind == "get":
        ask(client, b"1.0")
        return receive(client, 1 << 40)
    if kind == "put":
        client.settimeout(left())
        client.sendall(b"PUT / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size)
        client.sendall(b"p" * size)
        return receive(client, 1)
    ask(client, b"1.1")
    if receive(client, size) != "complete":
        return "close"
    time.sleep(idle / 1000)
    idled = idle / 1000
    ask(client, b"1.1")
    return receive(client, size)


client = socket.socket()
try:
    seen["ended"] = transfer(client)
except TimeoutError:
    # The kernel's own ETIMEDOUT comes as the same exception; to whoever waits it is the same.
    seen["ended"] = "timeout"
except ConnectionRefusedError:
    seen["ended"] = "refused"
except ConnectionError:
    seen["ended"] = "reset"
except OSError as error:
    seen["ended"] = error.strerror
seen["ms"] = round((time.monotonic() - start - idled) * 1000)
if seen["ended"] == "timeout":
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
client.close()
print(json.dumps(seen))
