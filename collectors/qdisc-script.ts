/** RTM_GETQDISC of every interface, printed as tc prints it. No single quotes inside: it stands between two of them. */
const ASK = String.raw`
import socket, struct, sys
def attributes(data):
  while len(data) >= 4:
    size, kind = struct.unpack_from("=HH", data)
    if size < 4: return
    yield kind & 0x3fff, data[4:size]
    data = data[(size + 3) & ~3:]
def number(part): return "%x" % part if part else ""
def place(parent):
  if parent == 0xffffffff: return " root"
  return " parent %s:%s" % (number(parent >> 16), number(parent & 0xffff)) if parent else ""
def told(message, names):
  index, handle, parent = struct.unpack_from("=4xiII", message)
  kind, sent, packets, queue = "?", 0, 0, (0,) * 5
  for one, value in attributes(message[20:]):
    if one == 1: kind = value.rstrip(b"\0").decode("ascii", "replace")
    if one != 7: continue
    counts = dict(attributes(value))
    if 1 in counts: sent, packets = struct.unpack_from("=QI", counts[1])
    if 8 in counts: packets = struct.unpack_from("=Q", counts[8])[0]
    if 3 in counts: queue = struct.unpack_from("=IIIII", counts[3])
  length, backlog, drops, requeues, overlimits = queue
  print("qdisc %s %x: dev %s%s" % (kind, handle >> 16, names.get(index, "if%d" % index), place(parent)))
  print(" Sent %d bytes %d pkt (dropped %d, overlimits %d requeues %d)" % (sent, packets, drops, overlimits, requeues))
  print(" backlog %db %dp requeues %d" % (backlog, length, requeues))
s = socket.socket(16, socket.SOCK_RAW, 0)
s.settimeout(5)
s.send(struct.pack("=IHHII20x", 36, 38, 0x301, 1, 0))
names, more = dict(socket.if_nameindex()), True
while more:
  data = s.recv(1 << 20)
  while len(data) >= 16:
    size, kind = struct.unpack_from("=IH", data)
    if kind == 2 and struct.unpack_from("=i", data, 16)[0]: sys.exit("netlink: error %d" % -struct.unpack_from("=i", data, 16)[0])
    if kind in (2, 3): more = False; break
    if kind == 36: told(data[16:size], names)
    data = data[(size + 3) & ~3:]
`.trim();

/**
 * The function `disciplines`: what `tc -s qdisc show` prints. Where tc is not installed (Red Hat ships it apart from ip) the kernel is asked for the same by the Python that
 * is there; 127 where that is missing, too. Reading takes no privilege and loads nothing.
 */
export const DISCIPLINES = `
disciplines() {
  if command -v tc >/dev/null 2>&1; then tc -s qdisc show; return; fi
  for p in python3 /usr/libexec/platform-python; do
    command -v "$p" >/dev/null 2>&1 || continue
    "$p" -I -c '${ASK}'
    return
  done
  return 127
}
`.trim();

export const NEITHER = "tc or python3";

export const QDISC_SCRIPT = `
PATH=$PATH:/usr/sbin:/sbin
${DISCIPLINES}
disciplines; s=$?
[ $s = 127 ] && { echo 'culprit: toolMissing: ${NEITHER}' >&2; exit 3; }
exit $s
`.trim();
