"""A program: sends Ethernet frames of a protocol that the receiver does not know, as switches and other vendors' tools do.

Arguments: device, destination address, EtherType (hexadecimal), every (milliseconds).
"""
import socket
import sys
import time

device, destination, ethertype, every = sys.argv[1:5]
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
raw.bind((device, 0))
source = raw.getsockname()[4]
frame = bytes.fromhex(destination.replace(":", "")) + source + bytes.fromhex(ethertype) + bytes(46)
while True:
    raw.send(frame)
    time.sleep(int(every) / 1000)
