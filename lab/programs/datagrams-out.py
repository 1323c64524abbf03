"""An instrument: sends numbered datagrams at a steady pace as any program does that does not ask what became of them; prints as JSON how many.

Arguments: address, port, how many, milliseconds between two, bytes of each.
"""
import json
import socket
import sys
import time

address, port = sys.argv[1], int(sys.argv[2])
count, every, size = (int(value) for value in sys.argv[3:6])
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began = time.monotonic()
sent = 0
for number in range(count):
    time.sleep(max(0.0, began + number * every / 1000 - time.monotonic()))
    try:
        sender.sendto(number.to_bytes(8, "big").ljust(size, b"."), (address, port))
        sent += 1
    except OSError:
        pass
# Enough of them that one gets through a full queue, too.
for _ in range(10):
    sender.sendto(b"last", (address, port))
    time.sleep(0.02)
print(json.dumps({"sent": sent}))
