/**
 * First as every program does, through the system's resolver, all at once so that no cache answers for the first, and each in a process of its own: what
 * one has waited for in vain its next lookups leave out (glibc asks a cache that did not answer no more for a while); then with a final dot, which leaves the
 * search list out; then each name server by itself: A and AAAA, both from one socket as glibc does, with EDNS for a large answer, and over TCP.
 */
export const PYTHON_SCRIPT = String.raw`
import os, random, select, socket, struct, sys, threading, time
name, number, patience, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), 45
clock, lock, wall = time.monotonic, threading.Lock(), time.monotonic()

def say(*words):
    with lock:
        sys.stdout.write(" ".join(str(each) for each in words) + "\n")

def look_up(asked):
    start = clock()
    try:
        found, error = len(set(each[4][0] for each in socket.getaddrinfo(asked, 80, type=socket.SOCK_STREAM))), "-"
    except socket.gaierror as problem:
        found, error = 0, problem.errno
    return "found=%s error=%s ms=%s\n" % (found, error, round((clock() - start) * 1000, 1))

def look_up_apart(kind, asked, times):
    out, into = os.pipe()
    kids, data = [], b""
    for _ in range(times):
        kid = os.fork()
        if not kid:
            os.write(into, look_up(asked).encode())
            os._exit(0)
        kids.append(kid)
        time.sleep(0.01)
    os.close(into)
    while select.select([out], [], [], max(0.1, wall + limit - clock()))[0]:
        more = os.read(out, 65536)
        if not more:
            break
        data += more
    for kid in kids:
        os.kill(kid, 9)
        os.waitpid(kid, 0)
    ends = data.decode().splitlines()
    return ["lookup kind=%s %s" % (kind, end) for end in ends + ["found=0 error=pending ms=%d" % (limit * 1000)] * (times - len(ends))]

def servers():
    for path in ("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"):
        try:
            with open(path) as file:
                words = [line.split() for line in file]
        except OSError:
            continue
        found = [each[1].split("%")[0] for each in words if len(each) > 1 and each[0] == "nameserver"]
        if path.startswith("/etc") and found and not all(each.startswith("127.") for each in found):
            return found
        if not path.startswith("/etc") and found:
            return found
        stub = found
    return stub

def query(kind, edns):
    ident = random.randrange(65536)
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.rstrip(".").split("."))
    more = b"\0\0\x29\x10\0\0\0\0\0\0\0" if edns else b""
    return ident, struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 1 if edns else 0) + labels + struct.pack("!BHH", 0, kind, 1) + more

def tell(server, kind, via, data, ms, *more):
    flags, _, answers = struct.unpack_from("!HHH", data, 2)
    say("query", "server=" + server, "kind=" + kind, "via=" + via, "answered=1", "ms=%.1f" % ms, "rcode=%d" % (flags & 15),
        "truncated=%d" % (flags >> 9 & 1), "answers=%d" % answers, "bytes=%d" % len(data), *more)

def silence(server, kind, via, why="silent", *more):
    say("query", "server=" + server, "kind=" + kind, "via=" + via, "answered=0", "why=" + why, *more)

def family(server):
    return socket.AF_INET6 if ":" in server else socket.AF_INET

def by_udp(server, kinds, edns=False, label=None):
    start, open_ = clock(), {}
    with socket.socket(family(server), socket.SOCK_DGRAM) as s:
        try:
            s.connect((server, 53))
            for kind in kinds:
                ident, data = query({"A": 1, "AAAA": 28}[kind], edns)
                s.send(data)
                open_[ident] = kind
            while open_:
                left = start + patience - clock()
                if left <= 0 or not select.select([s], [], [], left)[0]:
                    break
                data = s.recv(65536)
                if len(data) >= 12 and struct.unpack_from("!H", data)[0] in open_:
                    tell(server, label or open_.pop(struct.unpack_from("!H", data)[0]), "udp", data, (clock() - start) * 1000)
                    if label:
                        open_.pop(struct.unpack_from("!H", data)[0])
            why = "silent"
        except ConnectionRefusedError:
            why = "refused"
        except OSError:
            why = "error"
    for kind in open_.values() or ([] if why == "silent" else kinds):
        silence(server, label or kind, "udp", why)

def by_tcp(server):
    start, way = clock(), []
    met = lambda: way.append("connect=%.1f" % ((clock() - start) * 1000))
    try:
        with socket.socket(family(server), socket.SOCK_STREAM) as s:
            s.settimeout(patience)
            s.connect((server, 53))
            met()
            data = query(1, False)[1]
            s.sendall(struct.pack("!H", len(data)) + data)
            answer = b""
            while len(answer) < 2 or len(answer) < 2 + struct.unpack_from("!H", answer)[0]:
                s.settimeout(max(0.01, start + patience - clock()))
                more = s.recv(65536)
                if not more:
                    return silence(server, "A", "tcp", "closed", *way)
                answer += more
            tell(server, "A", "tcp", answer[2:], (clock() - start) * 1000, *way)
    except socket.timeout:
        silence(server, "A", "tcp", "silent", *way)
    except ConnectionRefusedError:
        met()
        silence(server, "A", "tcp", "refused", *way)
    except OSError:
        silence(server, "A", "tcp", "error", *way)

def together(jobs):
    threads = [threading.Thread(target=job[0], args=job[1:], daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join(max(0.1, wall + limit - clock()))

done = look_up_apart("search", name.rstrip("."), number) + look_up_apart("absolute", name.rstrip(".") + ".", 2)
print("\n".join(["== lookups"] + done + ["== servers"]))
asked = servers()
for each in asked:
    print(each)
print("== queries")
sys.stdout.flush()
jobs = []
for server in asked[:3]:
    jobs += [(by_udp, server, [kind]) for kind in ("A", "AAAA") * 3] + [(by_udp, server, ["A", "AAAA"])] * 2
    jobs += [(by_udp, server, ["A"], True, "EDNS"), (by_tcp, server)]
together(jobs)
with lock:
    print("== end")
    sys.stdout.flush()
    os._exit(0)
`.trim();
