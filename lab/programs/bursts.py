"""A program: sends datagrams back to back, so many at a time, and is never told what became of them.

Arguments: address, port, datagrams of a burst, bytes of each, milliseconds between two bursts, how many sockets take turns. A socket
has at most its send buffer under way, whatever waits behind it: some hundred small datagrams.
"""
import socket
import sys
import time

address, port = sys.argv[1], int(sys.argv[2])
burst, size, every, sockets = (int(value) for value in sys.argv[3:7])
senders = []
for _ in range(sockets):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect((address, port))
    senders.append(sender)
datagram = bytes(size)
due = time.monotonic()
turn = 0
while True:
    due = max(due + every / 1000, time.monotonic() - every / 1000)
    time.sleep(max(0.0, due - time.monotonic()))
    for _ in range(burst):
        turn += 1
        try:
            senders[turn % sockets].send(datagram, socket.MSG_DONTWAIT)
        except OSError:
            # A full buffer, or a port on which nobody listens.
            pass
