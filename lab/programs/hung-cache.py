"""A program: nscd, the cache that glibc asks before anything else, of which the part for names of hosts hangs.

Argument: the path of its socket. Who asks for a host waits until it gives up, twice five seconds; who asks for anything else, as every
login does, is sent on to the files at once.
"""
import os
import socket
import struct
import sys
import threading

# glibc, nscd/nscd-client.h: by name and address, of either family; the mapped cache; all addresses of a name.
HOSTS = {4, 5, 6, 7, 13, 14}

with open("/proc/self/comm", "w") as comm:
    comm.write("nscd")
os.makedirs(os.path.dirname(sys.argv[1]), exist_ok=True)
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(128)


def serve(client):
    with client:
        head = client.recv(12)
        if len(head) == 12 and struct.unpack("=iii", head)[1] in HOSTS:
            # Until the client gives up.
            while client.recv(4096):
                pass


while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
