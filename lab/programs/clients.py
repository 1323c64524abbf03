"""A program: clients of a TCP service. Every so many milliseconds some connect at once, ask, wait for the answer and close.

Arguments: name, address, port, every (milliseconds), burst (connections each time), patience (milliseconds until one gives up),
and keep (1: connections are never closed, whatever happens).
"""
import select
import socket
import sys
import time

name, address, port = sys.argv[1:4]
every, burst, patience, keep = (int(value) for value in sys.argv[4:8])
with open("/proc/self/comm", "w") as comm:
    comm.write(name)

poll = select.poll()
open_ = {}
kept = []


def connect():
    client = socket.socket()
    client.setblocking(False)
    if client.connect_ex((address, int(port))) != 115:
        client.close()
        return
    open_[client.fileno()] = (client, time.monotonic() + patience / 1000)
    poll.register(client, select.POLLOUT)


def finish(descriptor):
    client, _ = open_.pop(descriptor)
    poll.unregister(descriptor)
    if keep:
        kept.append(client)
    else:
        client.close()


def progress(descriptor, event):
    client, _ = open_[descriptor]
    try:
        if event & select.POLLOUT and not event & select.POLLERR:
            client.send(b"ask\n")
            poll.modify(descriptor, select.POLLIN)
            return
        client.recv(4096)
    except OSError:
        pass
    finish(descriptor)


turn = time.monotonic()
while True:
    now = time.monotonic()
    if now >= turn:
        for _ in range(burst):
            connect()
        turn = now + every / 1000
    for descriptor in [each for each, (_, until) in open_.items() if until < now]:
        finish(descriptor)
    for descriptor, event in poll.poll(5):
        progress(descriptor, event)
