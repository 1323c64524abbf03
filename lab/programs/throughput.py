"""A program: one end of a TCP transfer of a given time; prints how many bytes this end received.

Arguments: listen|connect, address, port, send|receive, seconds. Every transfer is a connection of its own, from one process to one process.
"""

import socket, sys, time

role, address, port, task, seconds = sys.argv[1:]
port, seconds = int(port), float(seconds)


def connection():
    if role == "listen":
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(1)
            server.settimeout(4)
            return server.accept()[0]
    until = time.monotonic() + 4
    while True:
        try:
            return socket.create_connection((address, port), timeout=4)
        except ConnectionRefusedError:
            # The other end is not listening yet.
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


peer = connection()
until = time.monotonic() + seconds
total = 0
block = bytes(64 << 10)
while (left := until - time.monotonic()) > 0:
    peer.settimeout(left)
    try:
        if task == "send":
            peer.send(block)
        else:
            data = peer.recv(1 << 20)
            if not data:
                break
            total += len(data)
    except (TimeoutError, ConnectionResetError, BrokenPipeError):
        break
# What has not been sent by now never is: a sender that closed would go on trying.
peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
peer.close()
print(total)
