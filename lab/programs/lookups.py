"""An instrument: looks names up as every program does, through the system's resolver; then asks each name server itself.

Arguments: a domain, how many names, milliseconds to wait for a server. Prints JSON.
"""
import json
import os
import socket
import struct
import sys
import time

domain = sys.argv[1]
count, patience = int(sys.argv[2]), int(sys.argv[3]) / 1000


def look_up(name):
    start = time.monotonic()
    try:
        found = bool(socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM))
    except socket.gaierror:
        found = False
    return {"found": found, "ms": round((time.monotonic() - start) * 1000)}


def ask(server, kind):
    labels = b"".join(bytes([len(each)]) + each.encode() for each in f"probe.{domain}".split("."))
    query = os.urandom(2) + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(patience)
        try:
            client.connect((server, 53))
            client.send(query)
            return client.recv(4096)[:2] == query[:2]
        except OSError:
            return False


with open("/etc/resolv.conf") as file:
    words = [line.split() for line in file]
servers = [line[1] for line in words if len(line) > 1 and line[0] == "nameserver"]
lookups = [look_up(f"host{number}-{os.getpid()}.{domain}") for number in range(count)]
asked = [{"server": each, "a": [ask(each, 1) for _ in range(2)], "aaaa": ask(each, 28)} for each in servers]
print(json.dumps({"lookups": lookups, "servers": asked}))
