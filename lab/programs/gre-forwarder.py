"""A program: carries Ethernet frames between taps and peers as GRE, the outer IP packets being the kernel's own.

Arguments: local address, key or "-", folder, and TAP=PEER for each tunnel. The folder's file df says which frames are sent with Don't
Fragment outside: unset (none), set (all), inherit (those of IPv4 that have it inside); it is read again on SIGHUP. A packet that is
too large to be sent unfragmented is dropped, and counted in the folder's file stats alone: no counter of the kernel moves.
"""

import errno, fcntl, json, os, select, signal, socket, struct, sys, time

IP_MTU_DISCOVER, DONT, DO = 10, 0, 2
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
# Transparent Ethernet Bridging (RFC 1701); the flag says that a key follows (RFC 2890).
BRIDGED, KEYED = 0x6558, 0x2000
SO_RCVBUFFORCE = 33

local, key, folder, *tunnels = sys.argv[1:]
header = struct.pack("!HH", 0, BRIDGED) if key == "-" else struct.pack("!HHI", KEYED, BRIDGED, int(key))
stats = {"tx": 0, "rx": 0, "tx_too_big": 0, "tx_errors": 0}
policy = "unset"


def read_policy(*_):
    global policy
    with open(folder + "/df") as file:
        policy = file.read().strip()


def write_stats():
    with open(folder + "/stats.new", "w") as file:
        json.dump(stats, file)
    os.rename(folder + "/stats.new", folder + "/stats")


def open_tap(name):
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def wants_df(frame):
    if policy == "inherit":
        return frame[12:14] == b"\x08\x00" and len(frame) > 20 and frame[20] & 0x40 != 0
    return policy == "set"


outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
outer.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
outer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, DONT)
outer.bind((local, 0))
outer.setblocking(False)
discovery = DONT


def send(frame, peer):
    global discovery
    wanted = DO if wants_df(frame) else DONT
    if wanted != discovery:
        outer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, wanted)
        discovery = wanted
    try:
        outer.sendto(header + frame, (peer, 0))
        stats["tx"] += 1
    except OSError as error:
        stats["tx_too_big" if error.errno == errno.EMSGSIZE else "tx_errors"] += 1


def receive(packet, taps):
    start = (packet[0] & 15) * 4
    tap = taps.get(socket.inet_ntoa(packet[12:16]))
    if tap is None or packet[start : start + len(header)] != header:
        return
    try:
        os.write(tap, packet[start + len(header) :])
        stats["rx"] += 1
    except OSError:
        stats["tx_errors"] += 1


def upto(limit, read):
    for _ in range(limit):
        try:
            yield read()
        except BlockingIOError:
            return
        except OSError as error:
            # What the kernel has to say about an earlier packet, as ICMP told it: the next one may go.
            if error.errno in (errno.EBADFD, errno.EIO):
                return


def main():
    peers = {open_tap(name): peer for name, peer in (tunnel.split("=") for tunnel in tunnels)}
    taps = {peer: tap for tap, peer in peers.items()}
    read_policy()
    signal.signal(signal.SIGHUP, read_policy)
    write_stats()
    with open(folder + "/pid.new", "w") as file:
        file.write(str(os.getpid()))
    os.rename(folder + "/pid.new", folder + "/pid")
    written, due = dict(stats), 0.0
    poll = select.epoll()
    for fd in [outer.fileno(), *peers]:
        poll.register(fd, select.EPOLLIN)
    while True:
        for fd, _ in poll.poll(0.05 if written != stats else -1):
            if fd == outer.fileno():
                for packet in upto(64, lambda: outer.recv(65535)):
                    receive(packet, taps)
            else:
                for frame in upto(64, lambda: os.read(fd, 65535)):
                    send(frame, peers[fd])
        if written != stats and time.monotonic() > due:
            write_stats()
            written, due = dict(stats), time.monotonic() + 0.05


main()
