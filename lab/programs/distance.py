"""A program: a long way. What comes in by an interface goes out by a tap device, and back, each after some milliseconds.

Arguments: interface, device, milliseconds; and, where the way out of the interface has two legs, how many milliseconds longer one of them is, and of how
many frames one takes it. The interface must be in no bridge. Both sides carry the kernel's own account of a frame (struct virtio_net_hdr), so that
large segments and checksums that are not filled in yet pass as between two ends of a veth pair.
"""
import fcntl
import heapq
import itertools
import os
import select
import socket
import struct
import sys
import time

interface, device, delay = sys.argv[1], sys.argv[2], int(sys.argv[3]) / 1000
longer, one_of = (int(value) for value in (sys.argv[4:6] + ["0", "1"])[:2])
TUNSETIFF, TUNSETOFFLOAD, TUNSETVNETHDRSZ = 0x400454CA, 0x400454D0, 0x400454D8
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 2, 0x1000, 0x4000
CSUM_TSO4_TSO6_ECN = 15
SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
SO_RCVBUFFORCE = 33

tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
fcntl.ioctl(tap, TUNSETVNETHDRSZ, struct.pack("i", 10))
fcntl.ioctl(tap, TUNSETOFFLOAD, CSUM_TSO4_TSO6_ECN)
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
wire.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
wire.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
wire.bind((interface, 3))
wire.setblocking(False)

poll = select.poll()
poll.register(wire, select.POLLIN)
poll.register(tap, select.POLLIN)
ways = [(lambda: wire.recv(70000), lambda frame: os.write(tap, frame)), (lambda: os.read(tap, 70000), wire.send)]
queues = [[], []]
numbers = itertools.count(1)


def take(read, queue, leg):
    try:
        while True:
            frame, number = read(), next(numbers)
            heapq.heappush(queue, (time.monotonic() + delay + (leg if number % one_of == 0 else 0), number, frame))
    except OSError:
        # Nothing more is there.
        return


def hand_over(write, queue):
    while queue and queue[0][0] <= time.monotonic():
        try:
            write(queue[0][2])
        except BlockingIOError:
            return
        except OSError:
            # A frame that the other side does not take is lost, as on any way.
            pass
        heapq.heappop(queue)


while True:
    due = min((queue[0][0] for queue in queues if queue), default=None)
    poll.poll(None if due is None else max(0, (due - time.monotonic()) * 1000))
    for (read, write), queue, leg in zip(ways, queues, [longer / 1000, 0]):
        take(read, queue, leg)
        hand_over(write, queue)
