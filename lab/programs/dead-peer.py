"""A program: a client that goes on connecting to an address which never answers, each time for three seconds.

Arguments: address, port, every (milliseconds).
"""
import socket
import sys
import time

address, port, every = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
open_ = []
while True:
    now = time.monotonic()
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex((address, port))
    open_.append((client, now))
    for each, since in [pair for pair in open_ if now - pair[1] > 3]:
        each.close()
        open_.remove((each, since))
    time.sleep(every / 1000)
