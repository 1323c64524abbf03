"""A program: says again and again on an interface that an address is here, with a gratuitous ARP request.

Arguments: interface, address, every how many milliseconds; 0: once.
"""
import socket
import sys
import time

dev, address, every = sys.argv[1], socket.inet_aton(sys.argv[2]), int(sys.argv[3]) / 1000
ARP = 0x0806
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ARP))
wire.bind((dev, 0))
mac = wire.getsockname()[4]
frame = b"\xff" * 6 + mac + ARP.to_bytes(2, "big") + b"\x00\x01\x08\x00\x06\x04\x00\x01" + mac + address + b"\x00" * 6 + address
while True:
    wire.send(frame)
    if every == 0:
        break
    time.sleep(every)
