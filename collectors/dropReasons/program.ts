/**
 * Counts drops with the interface they happened at, which the tracepoint's own text does not have: a program of some hundred instructions on the raw tracepoint
 * kfree_skb, which the kernel's verifier reads before it lets it in. It reads five fields of kernel structures, changes none, and counts in a table in the
 * kernel; nothing is sent to us for a drop. Program and table belong to this process by file descriptors: however it ends, they are gone.
 *
 * - Where the fields lie is asked of the kernel itself (BTF), never looked up by version: the program is made here, for this kernel.
 * - The interface is at skb->dev. That place is used for other things while a packet waits in a socket's queue, so what is found there is believed only if a
 *   network namespace of this host lists an interface of that number and name; else the drop is counted without. Drops of what a local program sends
 *   may have no interface yet: their socket names the namespace.
 * - Anything that is missing or refused before it is armed (BTF, permission, seccomp, lockdown, an architecture that nobody tried) hands over to the script of
 *   tracefs, with the reason as its argument. No version is asked, no module is loaded.
 * - What could not be counted is counted: the table was full, or the kernel kept the program from interrupting itself.
 *
 * Arguments: the seconds after which it ends by itself, and the script that it hands over to.
 */
export const DROP_PROGRAM = String.raw`
import bisect, ctypes, os, resource, select, signal, socket, struct, sys, time

limit, otherwise = sys.argv[1], sys.argv[2]
for one in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ): signal.signal(one, signal.SIG_DFL)
libc = ctypes.CDLL(None, use_errno=True)

class Cannot(Exception): pass

def text(path):
    with open(path) as file: return file.read()

# --- where the fields lie: /sys/kernel/btf/vmlinux, as Documentation/bpf/btf.rst has it
PTR, ARRAY, STRUCT, UNION, ENUM, TYPEDEF, PROTO = 2, 3, 4, 5, 6, 8, 13
SAME = (8, 9, 10, 11, 18)  # typedef, volatile, const, restrict, type tag
FIXED, EACH = [0] * 32, [0] * 32  # bytes behind a type's head: always, and for each of its members
for kind, size in ((1, 4), (3, 12), (14, 4), (17, 4)): FIXED[kind] = size
for kind, size in ((4, 12), (5, 12), (6, 8), (13, 8), (15, 12), (19, 12)): EACH[kind] = size

class Btf:
    def __init__(self):
        try:
            with open("/sys/kernel/btf/vmlinux", "rb") as file: data = file.read()
        except OSError: raise Cannot("this kernel does not describe its structures (no BTF)")
        magic, version, flags, head, types, length, strings, size = struct.unpack_from("<HBBIIIII", data)
        if magic != 0xeb9f or version != 1: raise Cannot("the kernel's BTF has a form that is not known")
        self.types = data[head + types:head + types + length]
        self.strings = data[head + strings:head + strings + size]
        self.at, place, unpack = [0], 0, struct.Struct("<II").unpack_from
        add = self.at.append
        while place < length:
            add(place)
            info = unpack(self.types, place)[1]
            kind = info >> 24 & 31
            if not 0 < kind < 20: raise Cannot("the kernel's BTF has a type that is not known")
            place += 12 + FIXED[kind] + EACH[kind] * (info & 0xffff)
    def name(self, offset): return self.strings[offset:self.strings.index(b"\0", offset)].decode()
    def head(self, number):
        name, info, size = struct.unpack_from("<III", self.types, self.at[number])
        return name, info >> 24 & 31, info & 0xffff, info >> 31, size
    def members(self, number, form):
        step = struct.calcsize(form)
        return [struct.unpack_from(form, self.types, self.at[number] + 12 + step * one) for one in range(self.head(number)[2])]
    def plain(self, number):
        while number and self.head(number)[1] in SAME: number = self.head(number)[4]
        return number
    def target(self, number):
        number = self.plain(number)
        if self.head(number)[1] != PTR: raise Cannot("a field of the kernel is no pointer")
        return self.plain(self.head(number)[4])
    def find(self, number, wanted):
        number = self.plain(number)
        if self.head(number)[1] not in (STRUCT, UNION): return None
        fields = self.head(number)[3]
        for name, of, bits in self.members(number, "<III"):
            if fields and bits >> 24: continue
            offset = (bits & 0xffffff if fields else bits) // 8
            if name and self.name(name) == wanted: return offset, of
            inner = None if name else self.find(of, wanted)
            if inner: return offset + inner[0], inner[1]
        return None
    def field(self, number, wanted):
        found = self.find(number, wanted)
        if not found: raise Cannot("this kernel has no field " + wanted)
        return found
    def typedef(self, wanted):
        start = self.strings.find(b"\0" + wanted + b"\0") + 1
        for number in range(1, len(self.at)) if start else ():
            if struct.unpack_from("<I", self.types, self.at[number])[0] == start and self.head(number)[1] == TYPEDEF: return self.head(number)[4]
        raise Cannot("this kernel has no tracepoint kfree_skb")

def look():
    btf, found = Btf(), {"reasons": None}
    # The first parameter belongs to the tracepoint itself. The others have changed their order and number: they are told apart by their types.
    for place, (name, of) in enumerate(btf.members(btf.target(btf.typedef(b"btf_trace_kfree_skb")), "<II")[1:]):
        of = btf.plain(of)
        kind, label = btf.head(of)[1], btf.name(btf.head(of)[0])
        if kind == ENUM and label == "skb_drop_reason":
            found["reason"] = place
            found["reasons"] = {value: btf.name(name) for name, value in btf.members(of, "<II")}
        elif kind == PTR and not btf.target(of): found["location"] = place
        elif kind == PTR and btf.name(btf.head(btf.target(of))[0]) == "sk_buff": found["skb"], packet = place, btf.target(of)
    if "skb" not in found or "location" not in found: raise Cannot("the tracepoint kfree_skb has other arguments than are known")
    found["dev"], of = btf.field(packet, "dev")
    device = btf.target(of)
    found["ifindex"], found["name"] = btf.field(device, "ifindex")[0], btf.field(device, "name")[0]
    found["nd_net"], of = btf.field(device, "nd_net")
    inside, of = btf.field(of, "net")
    found["nd_net"] += inside
    spaces, of = btf.field(btf.target(of), "ns")
    found["inum"] = spaces + btf.field(of, "inum")[0]
    found["sk"], of = btf.field(packet, "sk")
    shared, of = btf.field(btf.target(of), "__sk_common")
    own, of = btf.field(of, "skc_net")
    found["sk_net"] = shared + own + btf.field(of, "net")[0]
    return found

# --- the program, in the kernel's instructions; r6 the tracepoint's arguments, r8 the packet, the key of the table in the uppermost 40 bytes of the stack
LOCATION, REASON, IFINDEX, INUM, NAME, POINTER, ONE, ZERO = -40, -32, -28, -24, -16, -48, -56, -60
LOOK_UP, UPDATE, READ = 1, 2, 113

def program(at, drops, lost):
    code = []
    def do(op, dst=0, src=0, off=0, imm=0): code.append([op, dst, src, off, imm])
    def label(name): code.append(name)
    def read(where, size, base, off):  # a field of the kernel; all zero where there is none
        do(0xbf, 1, 10); do(0x07, 1, imm=where); do(0xb7, 2, imm=size); do(0xbf, 3, base); do(0x07, 3, imm=off); do(0x85, imm=READ)
    def table(descriptor): do(0x18, 1, 1, imm=descriptor); do(0)
    def stack(register, where): do(0xbf, register, 10); do(0x07, register, imm=where)
    def follow(otherwise): do(0x79, 7, 10, POINTER); do(0x15, 7, off=otherwise)
    def count(): do(0xb7, 1, imm=1); do(0xdb, 0, 1); do(0x05, off="end")
    do(0xbf, 6, 1)
    for where in range(-40, 0, 8): do(0x7a, 10, off=where)
    do(0x79, 7, 6, 8 * at["location"]); do(0x7b, 10, 7, LOCATION)
    if "reason" in at: do(0x79, 7, 6, 8 * at["reason"]); do(0x63, 10, 7, REASON)
    do(0x79, 8, 6, 8 * at["skb"])
    read(POINTER, 8, 8, at["dev"]); follow("socket")
    read(IFINDEX, 4, 7, at["ifindex"]); read(NAME, 16, 7, at["name"]); read(POINTER, 8, 7, at["nd_net"]); follow("socket")
    read(INUM, 4, 7, at["inum"]); do(0x61, 1, 10, INUM); do(0x55, 1, off="count")
    label("socket")
    read(POINTER, 8, 8, at["sk"]); follow("count")
    read(POINTER, 8, 7, at["sk_net"]); follow("count")
    read(INUM, 4, 7, at["inum"])
    label("count")
    table(drops); stack(2, LOCATION); do(0x85, imm=LOOK_UP); do(0x15, 0, off="new"); count()
    label("new")
    do(0x7a, 10, off=ONE, imm=1)
    table(drops); stack(2, LOCATION); stack(3, ONE); do(0xb7, 4, imm=1); do(0x85, imm=UPDATE); do(0x15, 0, off="end")
    table(drops); stack(2, LOCATION); do(0x85, imm=LOOK_UP); do(0x15, 0, off="lost"); count()
    label("lost")
    do(0x62, 10, off=ZERO); table(lost); stack(2, ZERO); do(0x85, imm=LOOK_UP); do(0x15, 0, off="end"); count()
    label("end")
    do(0xb7, 0); do(0x95)
    places, lines = {}, []
    for one in code:
        if isinstance(one, str): places[one] = len(lines)
        else: lines.append(one)
    for number, line in enumerate(lines):
        if isinstance(line[3], str): line[3] = places[line[3]] - number - 1
    return b"".join(struct.pack("<BBhi", op, dst | src << 4, off, imm) for op, dst, src, off, imm in lines)

# --- bpf(2)
CALLS = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "ppc64le": 361}

def bpf(command, form, *values):
    attributes = ctypes.create_string_buffer(struct.pack(form, *values))
    done = libc.syscall(ctypes.c_long(CALLS[os.uname().machine]), ctypes.c_long(command), attributes, ctypes.c_ulong(struct.calcsize(form)))
    if done < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done, attributes

def address(data): return ctypes.addressof(data)

ROWS = 2048
KEY = struct.Struct("<QIII4x16s")

class Counting:
    def __init__(self, at):
        # Kernels before 5.11 count what a program needs as locked memory; the limit is this process's own.
        try: resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except (OSError, ValueError): pass
        possible = [one.split("-") for one in text("/sys/devices/system/cpu/possible").split(",")]
        self.processors = sum(int(one[-1]) - int(one[0]) + 1 for one in possible)
        try:
            # Tables with a value for each CPU (5, 6): CPUs do not wait for one another.
            self.drops = bpf(0, "<IIIIIII16s", 5, KEY.size, 8, ROWS, 0, 0, 0, b"culprit_drops")[0]
            self.lost = bpf(0, "<IIIIIII16s", 6, 4, 8, 1, 0, 0, 0, b"culprit_lost")[0]
            lines = program(at, self.drops, self.lost)
            code, license = ctypes.create_string_buffer(lines, len(lines)), ctypes.create_string_buffer(b"GPL")
            attributes = (17, len(lines) // 8, address(code), address(license), 0, 0, 0, 0, 0, b"culprit_drops")
            self.program = bpf(5, "<IIQQIIQII16s", *attributes)[0]
            point = ctypes.create_string_buffer(b"kfree_skb")
            self.link = bpf(17, "<QII", address(point), self.program, 0)[0]
        except OSError as error: raise Cannot("the kernel does not take the program that would read it: " + error.strerror)
    def value(self, table, key):
        values = (ctypes.c_uint64 * self.processors)()
        bpf(1, "<IIQQQ", table, 0, address(key), address(values), 0)
        return sum(values)
    def rows(self):
        key, following = None, ctypes.create_string_buffer(KEY.size)
        while True:
            try: bpf(4, "<IIQQ", self.drops, 0, address(key) if key else 0, address(following))
            except OSError: return
            key = ctypes.create_string_buffer(following.raw, KEY.size)
            yield KEY.unpack(key.raw), self.value(self.drops, key)
    def missed(self):
        info = ctypes.create_string_buffer(232)
        try: size = struct.unpack_from("<4xI", bpf(15, "<IIQ", self.program, len(info), address(info))[1].raw)[0]
        except OSError: size = 0
        # struct bpf_prog_info: how often the program would have interrupted itself, since 5.12.
        inside = struct.unpack_from("<Q", info, 208)[0] if size >= 216 else 0
        return inside + self.value(self.lost, ctypes.create_string_buffer(4))

# --- names
def interfaces():
    try: return {(number, os.fsencode(name)) for number, name in socket.if_nameindex()}
    except OSError: return set()

def namespace(path): return os.stat(path).st_ino

# Anybody may give an interface a name of 15 bytes without slash, colon and blanks: what is no printable character is written as its number. "-" is for unknown.
def word(name): return "\\x2d" if name == b"-" else "".join(chr(one) if 32 < one < 127 and one != 92 else "\\x%02x" % one for one in name)

# Enters, for a moment, the other network namespaces in which something was dropped: only there can their interfaces be listed.
def spaces(wanted, own, here):
    found, paths = {own: ("own", here | interfaces())}, {}
    named = [os.path.join("/run/netns", name) for name in sorted(os.listdir("/run/netns"))] if os.path.isdir("/run/netns") else []
    for path in named + ["/proc/%s/ns/net" % name for name in os.listdir("/proc") if name.isdigit()]:
        if wanted <= set(paths) | set(found): break
        try: number = namespace(path)
        except OSError: continue
        if number in wanted and number not in found: paths.setdefault(number, path)
    back = os.open("/proc/self/ns/net", os.O_RDONLY)
    for number, path in paths.items():
        try: door = os.open(path, os.O_RDONLY)
        except OSError: continue
        if os.fstat(door).st_ino == number and libc.setns(door, 0x40000000) == 0:
            name = os.fsencode(os.path.basename(path)) if path.startswith("/run/") else b"own"
            found[number] = (word(name) if name != b"own" else "net:[%d]" % number, interfaces())
            if libc.setns(back, 0x40000000): sys.exit("culprit: the way back into its own network namespace is closed")
        os.close(door)
    return found

def functions(places):
    lines = []
    with open("/proc/kallsyms", "rb") as file:
        for line in file:
            if line[17:18] in b"tTwW": lines.append((int(line[:16], 16), line))
    lines.sort(key=lambda one: one[0])
    starts, names = [one[0] for one in lines], {}
    for place in places:
        # Where several names begin at one address the first counts, as with the kernel itself.
        last = bisect.bisect_right(starts, place) - 1
        first = bisect.bisect_left(starts, starts[last]) if last >= 0 else -1
        if first < 0 or place - starts[first] > 1 << 20: continue
        parts = lines[first][1].split()
        names[place] = "%s+0x%x%s" % (word(parts[2]), place - starts[first], " " + word(parts[3]) if len(parts) > 3 else "")
    return names

def armed():
    if sys.byteorder != "little" or struct.calcsize("P") != 8 or os.uname().machine not in CALLS:
        raise Cannot("no program was ever tried on this architecture, " + os.uname().machine)
    try: lockdown = text("/sys/kernel/security/lockdown")
    except OSError: lockdown = ""
    if "[confidentiality]" in lockdown: raise Cannot("lockdown (confidentiality) forbids reading it")
    with open("/proc/kallsyms", "rb") as file:
        if not any(line[:16].strip(b"0") for line in file.readlines(65536)): raise Cannot("this kernel hides where its functions are (kptr_restrict)")
    own = namespace("/proc/self/ns/net")
    return own, interfaces(), look()

try:
    own, here, at = armed()
    counting = Counting(at)
except Exception as error:
    why = str(error) if isinstance(error, Cannot) else "the program that would read it could not be made (%s: %s)" % (type(error).__name__, error)
    os.execvp("sh", ["sh", "-c", otherwise, "culprit-drops", limit, " ".join(why.split())[:200]])

begun = text("/proc/uptime").split()[0]
print("CULPRIT-ARMED", flush=True)
left, until = float(limit), time.monotonic() + float(limit)
while left > 0 and (not select.select([0], [], [], left)[0] or os.read(0, 4096)): left = until - time.monotonic()
ended = text("/proc/uptime").split()[0]
os.close(counting.link)

rows = list(counting.rows())
known = spaces({inum for (place, reason, number, inum, name), count in rows if inum}, own, here)
try: names = functions({key[0] for key, count in rows}) if rows else {}
except (OSError, ValueError): names = {}
drops = {}
for (place, reason, number, inum, name), count in rows:
    name = name.split(b"\0")[0]
    label, listed = known.get(inum, ("-", ()))
    device = word(name) if (number, name) in listed else "-"
    if device == "-" and (number or name): label = "-"
    said = at["reasons"].get(reason, str(reason)) if at["reasons"] else "-"
    if said.startswith("SKB_DROP_REASON_"): said = said[16:]
    key = (said, names.get(place, "-"), device, label)
    drops[key] = drops.get(key, 0) + count
print("== kernel\n%s\n== window\n%s %s\n== reasons\n%s" % (os.uname().release, begun, ended, "given" if at["reasons"] else "none"))
print("== lost\n%d\n== drops" % counting.missed())
for key, count in sorted(drops.items()): print("\t".join((str(count),) + key))
print("== end")
`.trim();
