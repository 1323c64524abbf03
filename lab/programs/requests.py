"""An instrument, in two parts on two hosts: how many requests per second a service answers that needs 0.2 ms of CPU time for each.

Arguments: serve or ask, address, port, CPU to stay on, milliseconds. The part that asks prints JSON.
"""
import json
import os
import socket
import sys
import time

part, address = sys.argv[1:3]
port, cpu, duration = (int(value) for value in sys.argv[3:6])
WORK_SECONDS = 0.0002
# Always some are waiting, so that the service never sleeps of its own accord: a scheduler favours who slept.
OUTSTANDING = 16
os.sched_setaffinity(0, {cpu})


def work():
    until = time.thread_time() + WORK_SECONDS
    while time.thread_time() < until:
        pass


def serve():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.settimeout(5)
    listener.bind((address, port))
    listener.listen(1)
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while asked := client.recv(OUTSTANDING):
            for _ in asked:
                work()
                client.send(b".")
    except ConnectionError:
        pass
    print("null")


def connected():
    until = time.monotonic() + 5
    while True:
        client = socket.socket()
        try:
            client.connect((address, port))
            return client
        except ConnectionRefusedError:
            client.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def ask():
    answered = 0
    with connected() as client:
        client.settimeout(5)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.monotonic()
        client.send(b"?" * OUTSTANDING)
        while time.monotonic() - start < duration / 1000:
            answers = client.recv(OUTSTANDING)
            answered += len(answers)
            client.send(b"?" * len(answers))
        seconds = time.monotonic() - start
    print(json.dumps({"perSecond": round(answered / seconds)}))


serve() if part == "serve" else ask()
