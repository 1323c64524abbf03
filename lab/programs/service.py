"""A program: a TCP service that answers every request with one line.

Arguments: name, address, port, and then, as name=value, what is different from a service that works:
backlog (of listen), accepts (connections per turn; 0: all), turn (milliseconds between turns; 0: at once; -1: never accepts),
closes (0: forgets connections that the client has closed, without closing them), descriptors (the most it may have open).
"""
import resource
import select
import socket
import sys
import time

name, address, port = sys.argv[1:4]
wishes = {"backlog": 128, "accepts": 0, "turn": 0, "closes": 1, "descriptors": 0}
wishes.update((key, int(value)) for key, value in (each.split("=") for each in sys.argv[4:]))
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
if wishes["descriptors"]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (wishes["descriptors"], wishes["descriptors"]))

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((address, int(port)))
listener.listen(wishes["backlog"])
listener.setblocking(False)
if wishes["turn"] < 0:
    while True:
        time.sleep(3600)

poll = select.poll()
clients = {}
forgotten = []


def accept():
    taken = 0
    while wishes["accepts"] == 0 or taken < wishes["accepts"]:
        try:
            client, _ = listener.accept()
        except BlockingIOError:
            return
        except OSError:
            # No descriptor is left: whoever waits in the queue goes on waiting.
            time.sleep(0.05)
            return
        client.setblocking(False)
        clients[client.fileno()] = client
        poll.register(client, select.POLLIN)
        taken += 1


def serve(client):
    try:
        if client.recv(4096):
            client.send(b"ok\n")
            return
    except OSError:
        pass
    poll.unregister(client)
    del clients[client.fileno()]
    if wishes["closes"]:
        client.close()
    else:
        forgotten.append(client)


if wishes["turn"] == 0:
    poll.register(listener, select.POLLIN)
turn = time.monotonic()
while True:
    for descriptor, _ in poll.poll(20 if wishes["turn"] else None):
        if descriptor == listener.fileno():
            accept()
        else:
            serve(clients[descriptor])
    if wishes["turn"] and time.monotonic() >= turn:
        accept()
        turn = time.monotonic() + wishes["turn"] / 1000
