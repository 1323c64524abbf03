"""A program: threads that ask the kernel for the whole routing table over and over, as a daemon does that lost its place in a dump.

Arguments: name, nice value, how many threads (they are called handler10, handler11, ...).
"""
import os
import socket
import struct
import sys
import threading
import time

RTM_GETROUTE, NLM_F_REQUEST, NLM_F_DUMP, NLMSG_DONE = 26, 1, 0x300, 3
REQUEST = struct.pack("=IHHII", 28, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1, 0) + struct.pack("=BBBBBBBBI", socket.AF_INET, *[0] * 8)


def call_yourself(name):
    with open("/proc/thread-self/comm", "w") as comm:
        comm.write(name)


def dump(kernel, answer):
    kernel.send(REQUEST)
    while True:
        kernel.recv_into(answer)
        if struct.unpack_from("=H", answer, 4)[0] == NLMSG_DONE:
            return


def spin(name):
    call_yourself(name)
    kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    answer = bytearray(32768)
    while True:
        dump(kernel, answer)


with open("/proc/self/comm", "w") as comm:
    comm.write(sys.argv[1])
os.nice(int(sys.argv[2]))
# Where the scheduler weighs sessions first, a nice value counts only against processes of the same session.
if os.path.exists("/proc/self/autogroup"):
    with open("/proc/self/autogroup", "w") as autogroup:
        autogroup.write(sys.argv[2])
for number in range(int(sys.argv[3])):
    threading.Thread(target=spin, args=(f"handler{10 + number}",), daemon=True).start()
while True:
    time.sleep(3600)
