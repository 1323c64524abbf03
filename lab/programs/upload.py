"""A program: sends over one TCP connection for ever, as fast as the other side takes it.

Arguments: name, address, port; and, where it is to be different: send buffer in bytes (0: the kernel's own choice), milliseconds it does something else
before each block of 64 KiB.
"""
import socket
import sys
import time

name, address, port = sys.argv[1:4]
buffer, pause = (int(value) for value in (sys.argv[4:6] + ["0", "0"])[:2])
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
block = bytes(65536)
with open("/proc/sys/net/ipv4/tcp_available_congestion_control") as names:
    CONGESTION_CONTROL = b"cubic" if "cubic" in names.read().split() else b"reno"
while True:
    try:
        with socket.socket() as connection:
            if buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
            # What a host uses as it is installed; one that paces would count its own pauses as neither limit.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, CONGESTION_CONTROL)
            connection.connect((address, int(port)))
            while True:
                if pause:
                    time.sleep(pause / 1000)
                connection.sendall(block)
    except OSError:
        time.sleep(0.1)
