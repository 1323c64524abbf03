"""A program: sends over one TCP connection for ever, as fast as the other side takes it. Arguments: name, address, port."""
import socket
import sys
import time

name, address, port = sys.argv[1:4]
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
block = bytes(65536)
with open("/proc/sys/net/ipv4/tcp_available_congestion_control") as names:
    CONGESTION_CONTROL = b"cubic" if "cubic" in names.read().split() else b"reno"
while True:
    try:
        with socket.create_connection((address, int(port))) as connection:
            # What a host uses as it is installed; one that paces would count its own pauses as neither limit.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, CONGESTION_CONTROL)
            while True:
                connection.sendall(block)
    except OSError:
        time.sleep(0.1)
