"""A program: one end of a TCP connection that goes on for ever, and whose every block costs CPU time, as where it is encrypted by a slow cipher.

Arguments: name, send|read, address, port, milliseconds of CPU time for each block of 64 KiB, nice value.
"""
import hashlib
import os
import socket
import sys
import time

name, task, address, port = sys.argv[1:5]
cost = int(sys.argv[5]) / 1000
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
os.nice(int(sys.argv[6]))
# Where the scheduler weighs sessions first, a nice value counts only against processes of the same session.
if os.path.exists("/proc/self/autogroup"):
    with open("/proc/self/autogroup", "w") as autogroup:
        autogroup.write(sys.argv[6])
BLOCK = 65536


def toil(block):
    until = time.process_time() + cost
    while time.process_time() < until:
        hashlib.sha512(block).digest()


def send():
    block = bytes(BLOCK)
    with socket.create_connection((address, int(port))) as connection:
        while True:
            toil(block)
            connection.sendall(block)


def read():
    with socket.create_server((address, int(port))) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                while block := connection.recv(BLOCK, socket.MSG_WAITALL):
                    toil(block)


while True:
    try:
        send() if task == "send" else read()
    except OSError:
        time.sleep(0.1)
