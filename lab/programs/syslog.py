"""A program: the reader behind /dev/log. Appends each message to /var/log/syslog, and waits until it is on the disk."""
import os
import socket

SYSLOG = "/var/log/syslog"
LOGS = (SYSLOG, "/var/log/keepalived.log")
# In place of a nightly rotation: the log volume holds 16 MB, and a busy router fills that within a day.
LARGEST = 4_000_000

with open("/proc/self/comm", "w", encoding="ascii") as name:
    name.write("rsyslogd")
with open("/run/rsyslogd.pid", "w", encoding="ascii") as pid:
    pid.write(f"{os.getpid()}\n")
reader = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
reader.bind("/dev/log")
os.chmod("/dev/log", 0o666)
log = os.open(SYSLOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
host = socket.gethostname()
while True:
    message = reader.recv(8192).decode("utf-8", "replace").rstrip("\0\n")
    # "<30>Nov 21 00:06:24 Keepalived_vrrp[12]: text": the time is when it was said, which may be long ago.
    said, text = message[message.find(">") + 1 :][:15], message[message.find(">") + 17 :]
    os.write(log, f"{said} {host} {text}\n".encode())
    for path in LOGS:
        if os.path.exists(path) and os.stat(path).st_size > LARGEST:
            os.truncate(path, 0)
