"""An instrument: sends ICMP echo requests at a steady pace, and prints in JSON how many were sent and how many answered.

Arguments: address, count, milliseconds between two, milliseconds of patience after the last, bytes of payload. Don't Fragment is set.
Once it has had an answer, ping waits for the last ones no longer than twice the longest round trip or one interval; a busy machine takes
longer, and that would count as loss.
"""

import json, os, select, socket, struct, sys, time

address = sys.argv[1]
count, interval, patience, payload = (int(value) for value in sys.argv[2:6])
REQUEST, REPLY = 8, 0
IP_MTU_DISCOVER, DO = 10, 2
identifier = os.getpid() & 0xFFFF


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def request(number):
    # The payload is zeros, which add nothing to the checksum.
    head = struct.pack("!BBHHH", REQUEST, 0, 0, identifier, number)
    return struct.pack("!BBHHH", REQUEST, 0, checksum(head), identifier, number) + bytes(payload)


outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
outer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, DO)
outer.setblocking(False)
answered = set()


def hear(until):
    while len(answered) < count and (left := until - time.monotonic()) > 0:
        if not select.select([outer], [], [], left)[0]:
            return
        packet = outer.recv(65535)
        kind, _, _, of, number = struct.unpack_from("!BBHHH", packet, (packet[0] & 15) * 4)
        if kind == REPLY and of == identifier:
            answered.add(number)


start = time.monotonic()
for number in range(count):
    hear(start + number * interval / 1000)
    try:
        outer.sendto(request(number), (address, 0))
    except OSError:
        # Refused by the sender itself: it was sent as far as its program is concerned, and is lost.
        pass
hear(time.monotonic() + patience / 1000)
print(json.dumps({"sent": count, "answered": len(answered)}))
