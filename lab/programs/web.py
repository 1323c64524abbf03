"""A program: a small TCP service on port 80. Answers with its host's name, or hands each connection to one of the servers named."""
import itertools
import socket
import sys
import threading

servers = itertools.cycle(sys.argv[1:]) if len(sys.argv) > 1 else None
listener = socket.create_server(("", 80), backlog=128)


def served():
    if servers is None:
        return socket.gethostname().encode() + b"\n"
    # A server that does not answer costs its share of the connections, as with a balancer that checks nothing.
    with socket.create_connection((next(servers), 80), timeout=2) as behind:
        return behind.recv(1024)


def serve(client):
    with client:
        try:
            client.sendall(served())
        except OSError:
            pass


while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
