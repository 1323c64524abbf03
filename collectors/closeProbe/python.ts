/**
 * One line for each conversation, all of them at once. What hangs is aborted (SO_LINGER 0), so that nothing of it goes on.
 * Silence is counted from the last byte that came; no conversation takes longer than four times the patience, or more than 4 MB.
 */
export const PYTHON_SCRIPT = String.raw`
import select, socket, struct, sys, threading, time
target, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
number, patience, pause, padding = [int(each) for each in sys.argv[4:8]]
clock, lock = time.monotonic, threading.Lock()

def request(version, last):
    lines = ["GET %s HTTP/%s" % (path, version), "Host: %s" % (target if ":" not in target else "[" + target + "]")]
    left = padding
    while left > 0:
        lines.append("X-Padding: " + "p" * min(left, 4000))
        left -= 4000
    return ("\r\n".join(lines + ["Connection: " + last, "", ""])).encode()

def transport(s, seen):
    try:
        data = s.getsockopt(6, 11, 192)
    except OSError:
        return
    seen["timestamps"] = data[5] & 1
    seen["mss"] = struct.unpack_from("I", data, 16)[0]
    seen["unacked"] = struct.unpack_from("I", data, 24)[0]
    if len(data) >= 104:
        seen["again"] = struct.unpack_from("I", data, 100)[0]
    if len(data) >= 148:
        seen["unsent"] = struct.unpack_from("I", data, 144)[0]

def send(s, data, until):
    while data:
        left = until - clock()
        if left <= 0 or not select.select([], [s], [], left)[1]:
            return False
        data = data[s.send(data):]
    return True

def read(s, seen, until, quiet):
    """To the end of the connection, or until nothing came for so long: quiet seconds after some of it, at the latest until then."""
    while True:
        left = until - clock()
        if seen["bytes"] and quiet:
            left = min(left, quiet)
        if left <= 0 or not select.select([s], [], [], left)[0]:
            return "quiet" if seen["bytes"] and quiet else "timeout"
        data = s.recv(65536)
        if not data:
            return "close"
        now = round((clock() - seen["start"]) * 1000, 1)
        if not seen["bytes"]:
            seen["first"] = now
        seen["last"] = now
        if len(seen["head"]) < 4096:
            seen["head"] += data[:4096]
        seen["bytes"] += len(data)
        if seen["bytes"] > 4000000:
            return "large"
        if not quiet:
            until = min(clock() + patience, seen["start"] + 4 * patience)

def converse(kind, seen):
    s = socket.socket(socket.AF_INET6 if ":" in target else socket.AF_INET, socket.SOCK_STREAM)
    try:
        seen["start"] = clock()
        s.settimeout(patience)
        try:
            s.connect((target, port))
        except socket.timeout:
            seen["ended"] = "timeout"
            return
        finally:
            try:
                seen["port"] = s.getsockname()[1]
            except OSError:
                pass
        seen["connected"] = 1
        seen["connect"] = round((clock() - seen["start"]) * 1000, 1)
        s.setblocking(False)
        if kind == "close":
            data = request("1.0", "close")
            send(s, data, clock() + patience)
            seen["ended"] = read(s, seen, clock() + patience, 0)
        else:
            send(s, request("1.1", "keep-alive"), clock() + patience)
            seen["ended"] = read(s, seen, clock() + patience, 0.3)
            if seen["ended"] == "quiet":
                transport(s, seen)
                time.sleep(pause)
                if select.select([s], [], [], 0)[0] and not s.recv(65536):
                    seen["ended"] = "close"
                    return
                seen["asked"], seen["bytes"], seen["start"] = 1, 0, clock()
                send(s, request("1.1", "close"), clock() + patience)
                seen["ended"] = read(s, seen, clock() + patience, 0.3)
        seen["end"] = round((clock() - seen["start"]) * 1000, 1)
        transport(s, seen)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except ConnectionRefusedError:
        seen["ended"] = "refused"
    except ConnectionError:
        seen["ended"] = "reset"
    except OSError as error:
        seen["ended"] = "timeout" if error.errno == 110 else "error"
        seen["errno"] = error.errno
    finally:
        s.close()

def one(kind):
    seen = {"head": b"", "bytes": 0, "ended": "none", "start": clock()}
    converse(kind, seen)
    head = seen.pop("head").split(b"\r\n\r\n")[0].lower()
    seen.pop("start")
    for line in head.split(b"\r\n"):
        if line.startswith(b"connection:") and b"keep-alive" in line:
            seen["keepalive"] = 1
    with lock:
        print(" ".join(["conversation", "kind=" + kind] + ["%s=%s" % each for each in sorted(seen.items())]))

print("== conversations")
threads = [threading.Thread(target=one, args=(kind,)) for kind in ["close"] * number + ["again"]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("== end")
`.trim();
