"""A program: asks for a DHCP lease (RFC 2131) on an interface and configures it: address, MTU (option 26), default route. Then it ends."""

import fcntl, os, socket, struct, subprocess, sys, time

DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5
NETMASK, ROUTER, MTU, WANTED, KIND, SERVER, ASKED = 1, 3, 26, 50, 53, 54, 55
COOKIE = b"\x63\x82\x53\x63"
SIOCGIFHWADDR = 0x8927

interface = sys.argv[1]
xid = os.urandom(4)


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def datagram(options):
    """With the broadcast flag: an answer to an address that is not configured yet would not be received."""
    bootp = struct.pack("!BBBB4sHH16s", 1, 1, 6, 0, xid, 0, 0x8000, b"") + mac + bytes(10 + 192) + COOKIE
    for code, value in options:
        bootp += bytes([code, len(value)]) + value
    bootp += b"\xff"
    udp = struct.pack("!HHHH", 68, 67, 8 + len(bootp), 0) + bootp
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0x10, 20 + len(udp), 0, 0, 64, 17, 0, bytes(4), b"\xff" * 4)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + udp


def options_of(packet):
    found, at = {}, 240
    while at < len(packet) and packet[at] != 255:
        if packet[at] == 0:
            at += 1
            continue
        length = packet[at + 1]
        found[packet[at]] = packet[at + 2 : at + 2 + length]
        at += 2 + length
    return found


def ask(kind, more, wanted, until):
    """Sends until the wanted answer comes; every 0.2 s, as the tunnels may have to learn first where the server is."""
    while time.monotonic() < until:
        raw.sendto(datagram([(KIND, bytes([kind])), *more, (ASKED, bytes([NETMASK, ROUTER, MTU]))]), (interface, 0x0800, 0, 0, b"\xff" * 6))
        again = time.monotonic() + 0.2
        while (left := again - time.monotonic()) > 0:
            answers.settimeout(left)
            try:
                packet = answers.recv(2048)
            except TimeoutError:
                break
            options = options_of(packet)
            if packet[4:8] == xid and options.get(KIND) == bytes([wanted]):
                return packet[16:20], options
    sys.exit("no answer from a DHCP server on " + interface)


ip("link", "set", "dev", interface, "up")
answers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answers.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
answers.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
answers.bind(("0.0.0.0", 68))
mac = fcntl.ioctl(answers, SIOCGIFHWADDR, struct.pack("256s", interface.encode()))[18:24]
raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
deadline = time.monotonic() + 8
address, offer = ask(DISCOVER, [], OFFER, deadline)
address, lease = ask(REQUEST, [(WANTED, address), (SERVER, offer[SERVER])], ACK, deadline)
length = bin(int.from_bytes(lease[NETMASK], "big")).count("1")
if MTU in lease:
    ip("link", "set", "dev", interface, "mtu", str(int.from_bytes(lease[MTU], "big")))
ip("addr", "replace", "%s/%d" % (socket.inet_ntoa(address), length), "dev", interface)
if ROUTER in lease:
    ip("route", "replace", "default", "via", socket.inet_ntoa(lease[ROUTER][:4]))
