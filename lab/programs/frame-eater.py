"""A program: drops some of the frames that an interface takes in, with XDP, as long as it runs.

Arguments: interface, what (fins: those of one TCP port, which is named then; vrrp: adverts; echoes: each sixteenth; queries: what is sent to UDP
port 53; segments: each fourth of those to a TCP port, which is named, and to its neighbours up to the next multiple of eight; fragments: all, or
later ones with "later"; large: IPv4 packets of 1,280 bytes and more). The program's own count of what it drops is kept from
everybody: no counter of the kernel has it. Frames are dropped before any capture sees them; `ip link` shows that a program is there, and nothing
shows what it does.
"""
import ctypes
import os
import signal
import socket
import struct
import sys

CALLS = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "ppc64le": 361}
PROG_LOAD, LINK_CREATE = 5, 28
XDP, ATTACH_XDP, GENERIC = 6, 37, 2
DROP, PASS = 1, 2

libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, form, *values):
    attributes = ctypes.create_string_buffer(struct.pack(form, *values))
    done = libc.syscall(ctypes.c_long(CALLS[os.uname().machine]), ctypes.c_long(command), attributes, ctypes.c_ulong(struct.calcsize(form)))
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


device, what = sys.argv[1], sys.argv[2]
port = int(sys.argv[3]) if what in ("fins", "segments") else 0
# As the frame has it: the low byte of a word that is loaded as this machine reads it comes first on most of them.
wire = struct.unpack("=H", struct.pack("!H", port))[0]
# The offset alone, or with "more fragments".
mask = struct.unpack("=H", struct.pack("!H", 0x1FFF if sys.argv[3:] == ["later"] else 0x3FFF))[0]
ipv4 = struct.unpack("=H", struct.pack("!H", 0x0800))[0]
LOAD_BYTE, LOAD_HALF, LOAD_WORD = 0x71, 0x69, 0x61
MOVE, ADD, AND, EXIT, NOT_EQUAL, EQUAL, GREATER, BELOW = 0xB7, 0x07, 0x57, 0x95, 0x55, 0x15, 0x2D, 0xA5
COPY = 0xBF
VRRP = 112
WHICH = {
    "fins": [
        [LOAD_BYTE, 5, 2, 23, 0],
        [NOT_EQUAL, 5, 0, "pass", socket.IPPROTO_TCP],
        [LOAD_HALF, 5, 2, 34, 0],
        [NOT_EQUAL, 5, 0, "pass", wire],
        [LOAD_BYTE, 5, 2, 47, 0],
        [AND, 5, 0, 0, 1],
        [EQUAL, 5, 0, "pass", 0],
    ],
    "vrrp": [
        [LOAD_BYTE, 5, 2, 23, 0],
        [NOT_EQUAL, 5, 0, "pass", VRRP],
    ],
    "queries": [
        [LOAD_BYTE, 5, 2, 23, 0],
        [NOT_EQUAL, 5, 0, "pass", socket.IPPROTO_UDP],
        [LOAD_HALF, 5, 2, 36, 0],
        [NOT_EQUAL, 5, 0, "pass", struct.unpack("=H", struct.pack("!H", 53))[0]],
    ],
    # By the identification of the IP header: what is sent again has another one.
    "segments": [
        [LOAD_BYTE, 5, 2, 23, 0],
        [NOT_EQUAL, 5, 0, "pass", socket.IPPROTO_TCP],
        [LOAD_BYTE, 5, 2, 36, 0],
        [NOT_EQUAL, 5, 0, "pass", port >> 8],
        [LOAD_BYTE, 5, 2, 37, 0],
        [AND, 5, 0, 0, 0xF8],
        [NOT_EQUAL, 5, 0, "pass", port & 0xF8],
        [LOAD_BYTE, 5, 2, 19, 0],
        [AND, 5, 0, 0, 3],
        [NOT_EQUAL, 5, 0, "pass", 0],
    ],
    "echoes": [
        [LOAD_BYTE, 5, 2, 23, 0],
        [NOT_EQUAL, 5, 0, "pass", socket.IPPROTO_ICMP],
        [LOAD_BYTE, 5, 2, 41, 0],
        [AND, 5, 0, 0, 15],
        [NOT_EQUAL, 5, 0, "pass", 0],
    ],
    "fragments": [
        [LOAD_HALF, 5, 2, 20, 0],
        [AND, 5, 0, 0, mask],
        [EQUAL, 5, 0, "pass", 0],
    ],
    "large": [
        [LOAD_BYTE, 5, 2, 16, 0],
        [BELOW, 5, 0, "pass", 1280 >> 8],
    ],
}
# Ethernet and IPv4 without options; with TCP the shortest frame, and of VRRP 2 the shortest advert. A last fragment may be shorter.
shortest = 34 if what in ("fragments", "large") else 54
# Each jump leads to the last two lines, which let the frame pass.
lines = [
    [LOAD_WORD, 2, 1, 0, 0],
    [LOAD_WORD, 3, 1, 4, 0],
    [COPY, 4, 2, 0, 0],
    [ADD, 4, 0, 0, shortest],
    [GREATER, 4, 3, "pass", 0],
    [LOAD_HALF, 5, 2, 12, 0],
    [NOT_EQUAL, 5, 0, "pass", ipv4],
    [LOAD_BYTE, 5, 2, 14, 0],
    [NOT_EQUAL, 5, 0, "pass", 0x45],
    *WHICH[what],
    [MOVE, 0, 0, 0, DROP],
    [EXIT, 0, 0, 0, 0],
    [MOVE, 0, 0, 0, PASS],
    [EXIT, 0, 0, 0, 0],
]
here = len(lines) - 2
packed = b"".join(
    struct.pack("=BBhi", op, to | of << 4, here - at - 1 if off == "pass" else off, value) for at, (op, to, of, off, value) in enumerate(lines)
)
code = ctypes.create_string_buffer(packed, len(packed))
license = ctypes.create_string_buffer(b"GPL")
loaded = bpf(PROG_LOAD, "=IIQQIIQII16s", XDP, len(lines), ctypes.addressof(code), ctypes.addressof(license), 0, 0, 0, 0, 0, b"frame_eater")
# Held by this process: the program goes when it ends.
bpf(LINK_CREATE, "=IIII", loaded, socket.if_nametoindex(device), ATTACH_XDP, GENERIC)
signal.pause()
