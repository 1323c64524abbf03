"""A program: a client whose TCP timestamps are twelve days ahead of everybody else's, as of a machine that was started long before.

Arguments: address, port, first local port, how many. Fetches a page from each local port and lets the server close, so that the server
remembers the timestamp for a minute; and again before the minute is over, which it refuses while it remembers. The kernel lets the timestamps of a standing connection be set, for those
that move connections from one machine to another (TCP_REPAIR).
"""
import socket
import sys
import threading
import time

address, port, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
TCP_REPAIR, TCP_TIMESTAMP, OFF = 19, 24, -1
AHEAD = 1 << 30

with open("/proc/self/comm", "w") as comm:
    comm.write("collector")


def fetch(local):
    try:
        converse(local)
    except OSError:
        pass


def converse(local):
    with socket.socket() as client:
        client.settimeout(0.5)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.bind(("", local))
        client.connect((address, port))
        client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        now = client.getsockopt(socket.IPPROTO_TCP, TCP_TIMESTAMP)
        client.setsockopt(socket.IPPROTO_TCP, TCP_TIMESTAMP, ((now + AHEAD) & 0x7FFFFFFE))
        client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, OFF)
        client.sendall(b"GET /10 HTTP/1.0\r\n\r\n")
        while client.recv(4096):
            pass


while True:
    all_ = [threading.Thread(target=fetch, args=(local,)) for local in range(first, first + count)]
    for each in all_:
        each.start()
        # The service takes them one after the other.
        time.sleep(0.003)
    for each in all_:
        each.join()
    time.sleep(25)
