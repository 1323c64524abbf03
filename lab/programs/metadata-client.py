"""A program: asks again and again for a guest's metadata, as a guest does that has just been started, and more often. Prints nothing."""

import socket
import time

REQUEST = b"GET /openstack/latest/meta_data.json HTTP/1.0\r\nHost: 169.254.169.254\r\n\r\n"

while True:
    try:
        with socket.create_connection(("169.254.169.254", 80), timeout=1) as asked:
            asked.sendall(REQUEST)
            while asked.recv(4096):
                pass
    except OSError:
        pass
    time.sleep(0.4)
