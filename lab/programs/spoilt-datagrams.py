"""A program: sends UDP datagrams with a wrong checksum.

Arguments: address, port, every (milliseconds).
"""
import socket
import struct
import sys
import time

address, port, every = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
payload = b"nobody waits for this"
# 0xdead is right for one pair of addresses in 65,536, and not for the lab's.
datagram = struct.pack("!HHHH", 40_000, port, 8 + len(payload), 0xDEAD) + payload
while True:
    raw.sendto(datagram, (address, 0))
    time.sleep(every / 1000)
