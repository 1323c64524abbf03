"""A program: opens connections to a page service and keeps them. Arguments: address, port, how many."""
import socket
import sys
import time

address, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open("/proc/self/comm", "w") as comm:
    comm.write("poller")
held = []
while True:
    while len(held) < count:
        try:
            held.append(socket.create_connection((address, port), timeout=1))
        except OSError:
            time.sleep(0.2)
    time.sleep(3600)
