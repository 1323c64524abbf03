"""An instrument: asks who has an address, and says in JSON which Ethernet addresses answered, every one once.

Arguments: interface, own address, the address that is looked for, how often to ask, and milliseconds to listen each time.
"""
import json
import socket
import sys
import time

dev, own, wanted = sys.argv[1:4]
times, listen = (int(value) for value in sys.argv[4:6])
ARP = 0x0806
BROADCAST = b"\xff" * 6

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ARP))
wire.bind((dev, ARP))
mac = wire.getsockname()[4]
request = (
    BROADCAST + mac + ARP.to_bytes(2, "big")
    + b"\x00\x01\x08\x00\x06\x04\x00\x01" + mac + socket.inet_aton(own) + b"\x00" * 6 + socket.inet_aton(wanted)
)
answered = []
for _ in range(times):
    wire.send(request)
    until = time.monotonic() + listen / 1000
    while (left := until - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            frame = wire.recv(128)
        except TimeoutError:
            break
        sender = frame[22:28].hex(":")
        # An answer (2) from the address that was asked for.
        if frame[20:22] == b"\x00\x02" and frame[28:32] == socket.inet_aton(wanted) and sender not in answered:
            answered.append(sender)
print(json.dumps(answered))
