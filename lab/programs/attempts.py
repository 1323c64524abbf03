"""An instrument: opens TCP connections all at once, asks on each, and says in JSON how each one ended.

Arguments: address, port, how many, milliseconds to wait. Refused: nobody listens. No port: this host has none left to connect from.
Unanswered: no connection, or no answer on it, in that time.
"""
import errno
import json
import select
import socket
import sys
import time

address = sys.argv[1]
port, count, patience = (int(value) for value in sys.argv[2:5])
ends = {"answered": 0, "refused": 0, "reset": 0, "noPort": 0, "unanswered": 0, "failed": 0}
WORDS = {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset", errno.EPIPE: "reset", errno.EADDRNOTAVAIL: "noPort"}
poll = select.poll()
waiting = {}
longest = 0.0


def ended(error):
    ends[WORDS.get(error, "failed")] += 1


def progress(client, event):
    """Whether this one has come to its end."""
    error = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        ended(error)
        return True
    try:
        if event & select.POLLOUT:
            client.send(b"ask\n")
            poll.modify(client, select.POLLIN)
            return False
        if client.recv(4096):
            ends["answered"] += 1
        else:
            ends["reset"] += 1
    except OSError as failure:
        ended(failure.errno)
    return True


start = time.monotonic()
for _ in range(count):
    client = socket.socket()
    client.setblocking(False)
    error = client.connect_ex((address, port))
    if error == errno.EINPROGRESS:
        waiting[client.fileno()] = client
        poll.register(client, select.POLLOUT)
    else:
        ended(error)
        client.close()
while waiting and time.monotonic() - start < patience / 1000:
    for descriptor, event in poll.poll(20):
        if progress(waiting[descriptor], event):
            longest = time.monotonic() - start
            poll.unregister(descriptor)
            waiting.pop(descriptor).close()
ends["unanswered"] += len(waiting)
print(json.dumps({**ends, "count": count, "longestMs": round(longest * 1000)}))
