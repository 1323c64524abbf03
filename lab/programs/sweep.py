"""A program: sends one datagram to each address of a /16 in turn, as an inventory sweep does: works for a while, rests, begins again.

Arguments: the first two numbers of the network, addresses per second, milliseconds of work, milliseconds of rest.
"""
import socket
import sys
import time

network = sys.argv[1]
per_second, work, rest = (int(value) for value in sys.argv[2:5])
DISCARD = 9
# Leaves the last blocks of the /16 to the host that sweeps.
ADDRESSES = 250 * 250

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
number = 0
while True:
    began = time.monotonic()
    sent = 0
    while (spent := time.monotonic() - began) < work / 1000:
        # What is due by the clock: a busy machine makes it late, not slower.
        while sent < spent * per_second:
            try:
                sender.sendto(b"", (f"{network}.{number // 250}.{number % 250 + 1}", DISCARD))
            except OSError:
                # An address that did not answer before is refused, which is what a sweep is for.
                pass
            number = (number + 1) % ADDRESSES
            sent += 1
        time.sleep(0.01)
    time.sleep(rest / 1000)
