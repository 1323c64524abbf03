import type { Slot } from "#machines/contract/collector.ts";
import { UNSEEN_LINES } from "./unseen-script.ts";

/**
 * $1 how many seconds, as the reproduction; as a sensor it runs until it is told to stop. $2 the virtual address: all adverts that pass are shown, and
 * whether this host has it in the end.
 */
export const ARGUMENTS = [
  { slot: "seconds", name: "seconds" },
  { slot: "ipAddress", name: "address" },
] as const satisfies readonly Slot[];

/** A sensor that nobody stops ends by itself. Longer than the longest window that a runbook may ask for. */
const LIMIT_SECONDS = 4_000;

/**
 * Two sockets. The first sees VRRP packets on every interface, sent and received, before any filter of the host (AF_PACKET, with a filter in the
 * kernel, so that no other packet is even copied; not promiscuous). The second is a raw socket for the protocol, as the daemon's own: it gets what the
 * host's filters let through. The kernel's own time stamps are used, so a late reader makes no gap; they are moved to the monotonic clock with the
 * difference of the two clocks, which is watched: it moves when somebody sets the clock.
 * Passwords never leave the host: of them 16 bits of a hash do, enough to compare two.
 */
const PYTHON = String.raw`
import ctypes, hashlib, os, select, socket, stat, struct, sys, time
NS = 1000000000.0
def offset():
    a = time.clock_gettime(time.CLOCK_MONOTONIC); r = time.time(); b = time.clock_gettime(time.CLOCK_MONOTONIC)
    return r - (a + b) / 2
def fail(kind, why):
    sys.stderr.write("culprit: %s: %s\n" % (kind, why)); sys.exit(3)
OPS = [(0x28, 0, 0, 0xfffff000), (0x15, 0, 3, 0x800), (0x30, 0, 0, 9), (0x15, 5, 0, 112), (0x15, 4, 3, 51),
       (0x15, 0, 2, 0x86dd), (0x30, 0, 0, 6), (0x15, 1, 0, 112), (0x6, 0, 0, 0), (0x6, 0, 0, 0xffff)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *op) for op in OPS))
try:
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    tap.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HP", len(OPS), ctypes.addressof(code)))
    tap.setsockopt(socket.SOL_SOCKET, 35, 1)
    while select.select([tap], [], [], 0)[0]: tap.recv(1)
    tap.getsockopt(263, 6, 8)
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
except PermissionError as e:
    fail("denied", "capturing packets: %s" % e)
except OSError as e:
    fail("absent", "packet sockets: %s" % e)
sensor = stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode)
limit = ${LIMIT_SECONDS} if sensor else int(sys.argv[1])
low = high = offset()
begin = time.clock_gettime(time.CLOCK_MONOTONIC)
print("CULPRIT-ARMED"); print("== how"); print("packet sockets"); print("== adverts"); sys.stdout.flush()
def secret(kind, data):
    data = data.rstrip(b"\0")
    return kind + ":" + hashlib.sha256(data).hexdigest()[:4] if data else kind
def advert(p):
    v6 = p[0] >> 4 == 6
    if v6:
        src = socket.inet_ntop(socket.AF_INET6, p[8:24]); dst = socket.inet_ntop(socket.AF_INET6, p[24:40]); ttl = p[7]; b = p[40:]; wide = 16; ah = False
    else:
        head = (p[0] & 15) * 4; src = socket.inet_ntoa(p[12:16]); dst = socket.inet_ntoa(p[16:20]); ttl = p[8]; b = p[head:]; wide = 4
        ah = p[9] == 51
        if ah:
            if b[0] != 112: return None
            b = b[(b[1] + 2) * 4:]
        else: b = b[:struct.unpack("!H", p[2:4])[0] - head]
    if len(b) < 8 or b[0] & 15 != 1: return None
    version = b[0] >> 4; count = b[3]; end = 8 + wide * count
    if version == 2: interval = b[5] * 100; auth = "ah" if ah else ("none" if b[4] == 0 else secret(str(b[4]), b[end:end + 8]))
    else: interval = (b[4] & 15) << 8 | b[5]; auth = "none"
    family = socket.AF_INET6 if v6 else socket.AF_INET
    addresses = [socket.inet_ntop(family, b[8 + wide * i:8 + wide * (i + 1)]) for i in range(count) if len(b) >= 8 + wide * (i + 1)]
    return (src, dst, ttl, version, b[1], b[2], interval, auth, ",".join(addresses) or "-")
end = begin + limit
while True:
    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    if now >= end: break
    ready = select.select([tap, raw] + ([0] if sensor else []), [], [], min(0.2, end - now))[0]
    o = offset(); low = min(low, o); high = max(high, o)
    if 0 in ready and not os.read(0, 4096): break
    if tap in ready:
        p, extra, flags, at = tap.recvmsg(2048, 64)
        when = time.clock_gettime(time.CLOCK_MONOTONIC)
        for level, kind, data in extra:
            if level == socket.SOL_SOCKET and kind == 35 and len(data) >= 16: s, n = struct.unpack("qq", data[:16]); when = s + n / NS - o
        found = advert(p)
        if found: print("%.4f %s %s " % (when - begin, at[0], "out" if at[2] == 4 else "in") + "%s %s %d %d %d %d %d %s %s" % found)
    if raw in ready:
        p = raw.recv(2048); found = advert(p)
        if found: print("%.4f - delivered " % (time.clock_gettime(time.CLOCK_MONOTONIC) - begin) + "%s %s %d %d %d %d %d %s %s" % found)
seen, dropped = struct.unpack("II", tap.getsockopt(263, 6, 8))
print("== capture"); print("%.4f %d %.4f" % (time.clock_gettime(time.CLOCK_MONOTONIC) - begin, dropped, high - low))
`.trim();

/** tcpdump, without -v: that would print passwords. Addresses and time to live stay unknown. TERM, since a background job of sh ignores INT. */
const TCPDUMP = String.raw`
clocks() { date +%s.%N; read -r u x </proc/uptime; echo "$u"; }
exec 5<&0
echo '== how'; echo tcpdump; echo '== clocks'; clocks; echo '== packets'
{
  tcpdump -p -n -e -tt -l -i any 'ip proto 112 or ip6 proto 112' 2>&1 </dev/null & p=$!
  if [ -p /dev/fd/5 ] || [ -p /proc/self/fd/5 ]; then timeout ${LIMIT_SECONDS} cat <&5 >/dev/null 2>&1; else sleep "$1"; fi
  kill -TERM $p; wait $p
} 2>/dev/null | while IFS= read -r l; do
  case $l in *'listening on'*) echo CULPRIT-ARMED;; esac
  printf '%s\n' "$l"
done
echo '== clocks after'; clocks
`.trim();

/** What the host drops before both, or behind the first one, is counted by others: their counts are read before the window and after it. */
export const ADVERTS_SCRIPT = `
unseen() {
${UNSEEN_LINES}
}
b=$(unseen)
has() {
  echo '== address'
  if ! l=$(ip -o addr show 2>/dev/null); then echo unknown; else case $l in *" $1/"*) echo held;; *) echo 'not held';; esac; fi
  echo '== before'; printf '%s\\n' "$b"; echo '== after'; unseen
  echo '== end'
}
for p in python3 /usr/libexec/platform-python; do
  "$p" -I -c 'import socket, time; socket.AF_PACKET; time.clock_gettime' >/dev/null 2>&1 || continue
  "$p" -I -c '${PYTHON.replaceAll("'", `'"'"'`)}' "$1" || exit
  has "$2"; exit 0
done
command -v tcpdump >/dev/null 2>&1 || { echo 'culprit: toolMissing: python3 or tcpdump' >&2; exit 127; }
[ "$(id -u)" = 0 ] || { echo 'culprit: denied: capturing packets needs root' >&2; exit 3; }
${TCPDUMP}
has "$2"
`.trim();
