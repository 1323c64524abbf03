"""An instrument: receives datagrams on a port until one says that it was the last, or patience ends; prints as JSON how many came.

Arguments: address, port, milliseconds of patience.
"""
import json
import socket
import sys
import time

address, port, patience = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) / 1000
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind((address, port))
until = time.monotonic() + patience
seen = set()
while (left := until - time.monotonic()) > 0:
    receiver.settimeout(left)
    try:
        data = receiver.recv(2048)
    except TimeoutError:
        break
    if data == b"last":
        break
    seen.add(data[:8])
print(json.dumps({"received": len(seen)}))
