"""A program: a name server that gives every name the same IPv4 address, and no name an IPv6 address.

Arguments: name, address, and which queries it does not answer: none, every (it reads and forgets them), hung (it does not even
read), half (the first query of every second client; what a client repeats is answered), aaaa (those for IPv6 addresses). Or which it
answers late: late (all of them), strange (names of more than three parts, which do not exist, as one that asks others about them).
Or long: what it has to say does not fit into a datagram, so that it says no more than that, and everything by TCP. Or large: whoever allows large answers
(EDNS) gets one that does not fit into a packet.
"""
import socket
import struct
import sys
import threading
import time

LATE = {"late": 0.7, "strange": 0.4}

name, address, ignores = sys.argv[1:4]
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
A, AAAA = 1, 28
clients = {}
repeated = set()

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((address, 53))
while ignores == "hung":
    time.sleep(3600)


def is_ignored(query, kind, client):
    if ignores in ("none", "every", "long", "large", *LATE):
        return ignores == "every"
    if ignores == "aaaa":
        return kind == AAAA
    number = clients.setdefault(client, len(clients))
    key = (client, query[:2])
    first = key not in repeated
    repeated.add(key)
    return first and number % 2 == 1


def by_tcp():
    listener = socket.create_server((address, 53))
    while True:
        client, _ = listener.accept()
        with client:
            client.settimeout(2)
            try:
                query = client.recv(4096)[2:]
                end = query.find(b"\0", 12) + 5
                addresses = [b"\xc0\x0c" + struct.pack("!HHIH4B", A, 1, 60, 4, 192, 0, 2, 80 + n) for n in range(40)]
                found = addresses if query[end - 3] == A else []
                answer = query[:2] + struct.pack("!HHHHH", 0x8580, 1, len(found), 0, 0) + query[12:end] + b"".join(found)
                client.sendall(struct.pack("!H", len(answer)) + answer)
                client.recv(1)
            except OSError:
                pass


if ignores == "long":
    threading.Thread(target=by_tcp, daemon=True).start()
while True:
    query, client = server.recvfrom(4096)
    end = query.find(b"\0", 12) + 5
    question = query[12:end]
    if len(question) < 5:
        continue
    (kind,) = struct.unpack("!H", question[-4:-2])
    if is_ignored(query, kind, client):
        continue
    # Each part stands behind its length, and the root behind all of them.
    parts, at = 0, 0
    while question[at]:
        parts, at = parts + 1, at + 1 + question[at]
    strange = ignores == "strange" and parts > 3
    found = struct.pack("!HHHIH4s", 0xC00C, A, 1, 60, 4, socket.inet_aton("192.0.2.80")) if kind == A and not strange else b""
    if ignores == "long":
        server.sendto(query[:2] + struct.pack("!HHHHH", 0x8780, 1, 0, 0, 0) + question, client)
        continue
    if ignores == "large" and query[11]:
        # More addresses than fit, and the server's own word that it knows EDNS.
        many = [b"\xc0\x0c" + struct.pack("!HHIH4B", A, 1, 60, 4, 192, 0, 2, 80 + n) for n in range(120)] if kind == A else []
        head = query[:2] + struct.pack("!HHHHH", 0x8580, 1, len(many), 0, 1)
        server.sendto(head + question + b"".join(many) + b"\0\0\x29\x10\0\0\0\0\0\0\0", client)
        continue
    answer = query[:2] + struct.pack("!HHHHH", 0x8583 if strange else 0x8580, 1, 1 if found else 0, 0, 0) + question + found
    if ignores == "late" or strange:
        threading.Timer(LATE[ignores], server.sendto, (answer, client)).start()
    else:
        server.sendto(answer, client)
