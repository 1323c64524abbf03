"""A program: owns a tun or tap device, and answers the echo requests that come out of it.

Arguments: name, device, mode (tun or tap), pause (milliseconds: it reads all there is, then does something else for that long).
"""
import fcntl
import os
import struct
import sys
import time

name, device, mode, pause = sys.argv[1:5]
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
TUNSETIFF, IFF_TUN, IFF_TAP, IFF_NO_PI = 0x400454CA, 1, 2, 0x1000
flags = (IFF_TAP if mode == "tap" else IFF_TUN) | IFF_NO_PI
tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), flags))


def arp_reply(frame):
    mac = b"\x02\x00\x00\x00\x00\x02"
    return frame[6:12] + mac + frame[12:20] + b"\x00\x02" + mac + frame[38:42] + frame[22:32]


def echo_reply(packet):
    """The checksum of ICMP changes by what its type changes; the addresses only change places."""
    header = (packet[0] & 15) * 4
    if len(packet) < header + 8 or packet[9] != 1 or packet[header] != 8:
        return None
    (checksum,) = struct.unpack_from("!H", packet, header + 2)
    checksum += 0x0800
    checksum = (checksum & 0xFFFF) + (checksum >> 16)
    return packet[:12] + packet[16:20] + packet[12:16] + packet[20:header] + struct.pack("!BBH", 0, 0, checksum) + packet[header + 4 :]


def answer(frame):
    if mode == "tun":
        return echo_reply(frame)
    if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\x00\x01":
        return arp_reply(frame)
    if frame[12:14] != b"\x08\x00":
        return None
    packet = echo_reply(frame[14:])
    return packet and frame[6:12] + frame[0:6] + frame[12:14] + packet


while True:
    try:
        while True:
            reply = answer(os.read(tun, 65536))
            if reply:
                os.write(tun, reply)
    except OSError:
        # Nothing more to read, or the device is not up yet.
        time.sleep(int(pause) / 1000)
