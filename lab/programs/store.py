"""A program: takes one TCP connection after the other and reads it to its end.

Arguments: name, address, port, receive buffer in bytes (0: the kernel's own choice), bytes it reads at once, and milliseconds it
does something else after each time.
"""
import socket
import sys
import time

name, address, port = sys.argv[1:4]
buffer, at_once, pause = (int(value) for value in sys.argv[4:7])
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if buffer:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
listener.bind((address, int(port)))
listener.listen(8)
while True:
    connection, _ = listener.accept()
    with connection:
        try:
            while connection.recv(at_once):
                if pause:
                    time.sleep(pause / 1000)
        except OSError:
            pass
