import type { Slot } from "#machines/contract/collector.ts";
import { BANNER } from "../receiver-banner.ts";

/** $1 target, $2 port of Culprit's receiver, $3 probes, $4 Mbit/s of load at most, $5 acceptable round trip in ms. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
  { slot: "count", name: "count" },
  { slot: "count", name: "loadMbit" },
  { slot: "milliseconds", name: "acceptableMs" },
] as const satisfies readonly Slot[];

/** Sends for as long as the second ping may take, in steps of a hundredth of a second, so that the load is what was asked for and no more. */
const LOAD = String.raw`
import socket,sys,time
target,port,seconds,mbit=sys.argv[1],int(sys.argv[2]),float(sys.argv[3]),int(sys.argv[4])
try:
  c=socket.create_connection((target,port),1); c.settimeout(1)
  if not c.recv(64).startswith(b"${BANNER}"): raise OSError("another program listens")
  c.sendall(b"any\n")
except OSError as e:
  print("none "+str(e.strerror or e)); sys.exit(0)
c.setblocking(False); begin=time.monotonic(); n=0; block=bytes(65536)
while (time.monotonic()-begin)<seconds:
  room=mbit*125000*(time.monotonic()-begin)-n
  try:
    if room>0: n+=c.send(block[:int(min(room,65536))])
    else: time.sleep(0.002)
  except BlockingIOError: time.sleep(0.002)
  except OSError: break
c.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,b"\1\0\0\0\0\0\0\0"); c.close()
print("transfer %d %.3f"%(n,time.monotonic()-begin))
`.trim();

export const LOADED_PING_SCRIPT = `
fail() { echo "culprit: $1: $2" >&2; exit 3; }
command -v ping >/dev/null 2>&1 || fail toolMissing ping
t='timeout --foreground -s INT'; $t 1 true 2>/dev/null || t='timeout -s INT'
run() { $t "$(($2 / 20 + 10))" ping -n -i 0.02 -c "$2" -W 1 "$1"; }
echo '== idle'; run "$1" "$3"; x=$?
[ $x -le 1 ] || fail absent "a way to ping $1 at this interval"
echo '== load'
if command -v python3 >/dev/null 2>&1; then python3 -I -c '${LOAD}' "$1" "$2" "$(($3 / 50 + 1))" "$4" & else echo 'none python3 is not there'; fi
p=$!
o=$(sleep 0.2; run "$1" "$3")
[ -n "$p" ] && wait "$p"
echo '== loaded'; echo "$o"
echo '== end'
`.trim();
