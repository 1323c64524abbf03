import type { Slot } from "#machines/contract/collector.ts";

export const ARGUMENTS = [{ slot: "seconds", name: "seconds" }] as const satisfies readonly Slot[];

/**
 * LACPDUs on all interfaces, in both directions: a filter in the kernel takes nothing but the slow protocols' type, and nothing is made promiscuous.
 * The copy is taken before the bond and before any filter of the host sees the frame.
 */
const PYTHON = String.raw`
import ctypes, select, socket, struct, sys, time
OPS = [(0x28, 0, 0, 0xfffff000), (0x15, 0, 1, 0x8809), (0x6, 0, 0, 0xffff), (0x6, 0, 0, 0)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *op) for op in OPS))
try:
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    tap.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HP", len(OPS), ctypes.addressof(code)))
    while select.select([tap], [], [], 0)[0]: tap.recv(1)
    tap.getsockopt(263, 6, 8)
except PermissionError as e:
    sys.stderr.write("culprit: denied: capturing packets: %s\n" % e); sys.exit(3)
now = lambda: time.clock_gettime(time.CLOCK_MONOTONIC)
begin = now(); end = begin + int(sys.argv[1])
print("== how"); print("packet sockets"); print("== lacpdus")
def port(b): return ":".join("%02x" % x for x in bytearray(b[2:8])) + " %d %d %d" % (struct.unpack("!H", b[8:10])[0], struct.unpack("!H", b[12:14])[0], bytearray(b[14:15])[0])
while True:
    left = end - now()
    if left <= 0: break
    if not select.select([tap], [], [], min(0.5, left))[0]: continue
    b, at = tap.recvfrom(256)
    if len(b) < 40 or bytearray(b[0:1])[0] != 1: continue
    print("%.3f %s %s %s %s" % (now() - begin, at[0], "out" if at[2] == 4 else "in", port(b[4:20]), port(b[24:40])))
seen, dropped = struct.unpack("II", tap.getsockopt(263, 6, 8))
print("== capture"); print("%.2f %d" % (now() - begin, dropped)); print("== end")
`.trim();

const TCPDUMP = String.raw`
read -r a x </proc/uptime
echo '== how'; echo tcpdump; echo '== packets'
timeout -s INT "$1" tcpdump -p -n -e -v -tt -l -i any 'ether proto 0x8809' 2>&1 </dev/null
read -r b x </proc/uptime
echo '== uptime'; echo "$a $b"; echo '== end'
`.trim();

export const LACPDUS_SCRIPT = `
for p in python3 /usr/libexec/platform-python; do
  "$p" -I -c 'import socket, time; socket.AF_PACKET; time.clock_gettime' >/dev/null 2>&1 && exec "$p" -I -c '${PYTHON}' "$1"
done
command -v tcpdump >/dev/null 2>&1 || { echo 'culprit: toolMissing: python3 or tcpdump' >&2; exit 127; }
[ "$(id -u)" = 0 ] || { echo 'culprit: denied: capturing packets needs root' >&2; exit 3; }
${TCPDUMP}
`.trim();
