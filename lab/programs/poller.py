"""A program: polls at real-time priority, and rests now and then. While it polls, no ordinary thread runs on its CPU.

Arguments: name, CPU, milliseconds of polling, milliseconds of rest.
"""
import os
import sys
import time

name, cpu, polling, rest = sys.argv[1], *(int(value) for value in sys.argv[2:5])
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
os.sched_setaffinity(0, {cpu})
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
while True:
    until = time.monotonic() + polling / 1000
    while time.monotonic() < until:
        pass
    time.sleep(rest / 1000)
