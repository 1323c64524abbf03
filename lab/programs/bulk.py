"""A program: a bulk transfer of datagrams that never ends and is never refused. It sends as fast as its own buffer empties, so that is
what it has waiting on the way out of its host, always.

Arguments: address, port, size of the buffer in bytes, bytes of each datagram.
"""
import socket
import sys

transfer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
transfer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(sys.argv[3]))
datagram = bytes(int(sys.argv[4]))
while True:
    transfer.sendto(datagram, (sys.argv[1], int(sys.argv[2])))
