"""A program: a page service. Arguments: port, configuration file.

GET /N: a page of N bytes. As HTTP/1.0 it has no length, and its end is the end of the connection; as HTTP/1.1 it has one, and the
connection stays for further requests. PUT: takes a page, as HTTP/1.1. A line "close no" in the configuration: connections are never
closed from here, not even those that the client has closed, until the line is gone. A line "answer no": requests are read and not answered.
A line "close keep": whoever asks as HTTP/1.0 is answered as if it had asked to keep the connection, with a length, and kept.
"""
import socket
import sys
import threading
import time

port, configuration = int(sys.argv[1]), sys.argv[2]
with open("/proc/self/comm", "w") as comm:
    comm.write("pages")


def is_told(wish):
    try:
        with open(configuration) as lines:
            return wish in (line.strip() for line in lines)
    except FileNotFoundError:
        return False


def request(stream):
    """Method, path, version and length of the next request; None at the end of the connection."""
    line = stream.readline().decode().split()
    if len(line) != 3:
        return None
    length = 0
    while header := stream.readline().decode().strip():
        if header.lower().startswith("content-length:"):
            length = int(header.split(":")[1])
    return (*line, length)


def serve(client):
    stream = client.makefile("rb")
    while asked := request(stream):
        method, path, version, length = asked
        while is_told("answer no"):
            time.sleep(0.1)
        if method == "PUT":
            while length > 0:
                length -= len(stream.read(min(length, 65536)))
            client.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            continue
        page = b"p" * int(path[1:])
        if version == "HTTP/1.0" and is_told("close keep"):
            head = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n"
            client.sendall(head % len(page) + page)
            continue
        if version == "HTTP/1.0":
            client.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + page)
            return
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page)


def handle(client):
    try:
        serve(client)
        while is_told("close no"):
            time.sleep(0.1)
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    client.close()


listener = socket.create_server(("", port), backlog=128)
while True:
    threading.Thread(target=handle, args=(listener.accept()[0],), daemon=True).start()
