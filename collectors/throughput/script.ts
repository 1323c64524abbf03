import type { Slot } from "#machines/contract/collector.ts";
import { SHARE_FUNCTION } from "../cpu-share.ts";
import { BANNER } from "../receiver-banner.ts";
import { IPERF3_FUNCTIONS } from "./iperf3-client.ts";

/** $1 target, $2 port, $3 seconds, $4 expected Mbit/s: typed and validated before they come here. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
  { slot: "seconds", name: "seconds" },
  { slot: "count", name: "expectedMbit" },
] as const satisfies readonly Slot[];

/** At most twice what is expected: a link that is fast enough is not filled for longer than it takes to see that. */
const SENDER = String.raw`
import json,os,shutil,socket,subprocess,sys,time
target,port,seconds,expected=sys.argv[1],int(sys.argv[2]),float(sys.argv[3]),int(sys.argv[4])
where=target if ":" not in target else "["+target+"]"
ss=["ss","-tinmp","state","established","(","dport","=",":"+str(port),"and","dst",where,")"]
def fail(kind,why):
  sys.stderr.write("culprit: %s: %s\n"%(kind,why)); sys.exit(3)
def uptime(): return open("/proc/uptime").read().split()[0]
${SHARE_FUNCTION}
def connect():
  try: c=socket.create_connection((target,port),3)
  except ConnectionRefusedError: fail("absent","a program that listens at %s port %d, and a connection to it that could be watched"%(target,port))
  except OSError as e: fail("absent","a way to %s port %d (%s), and a connection to it that could be watched"%(target,port,e.strerror or e))
  c.settimeout(2)
  try: hello=c.recv(64)
  except OSError: hello=b""
  if not hello.startswith(b"${BANNER}"): fail("absent","an open connection to %s port %d: another program listens there, and nothing was sent to it"%(target,port))
  return c,hello.decode("ascii","replace").split()[2:]
looks=[]
def look(): looks.append((uptime(),subprocess.Popen(ss,stdout=subprocess.PIPE,stderr=subprocess.DEVNULL)))
def seen():
  for name,(at,each) in zip(("before","after"),looks):
    print("== %s\n%s"%(name,at)); print(each.communicate()[0].decode("ascii","replace"),end="")
def transfer(word,seconds):
  c,_=connect(); c.sendall(word+b"\n"); block=bytes(65536); n=0; told=b""
  limit=2*expected*125000*seconds
  begin=time.monotonic(); first=begin+min(0.4,seconds/4)
  c.settimeout(0.1)
  while time.monotonic()<begin+seconds and n<limit:
    if not looks and time.monotonic()>first: look()
    try: n+=c.send(block)
    except socket.timeout: pass
    except OSError: break
  if looks: look(); looks[1][1].wait()
  got=0
  while True:
    end=time.monotonic()
    try:
      more=c.recv(65536); told+=more
      if not more: break
    except OSError: pass
    lines=told.split(b"\n"); got=int(lines[-2]) if len(lines)>1 else 0
    if end>=begin+seconds or got>=0.95*n: break
  c.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,b"\1\0\0\0\0\0\0\0"); c.close()
  seen()
  return "%s %d %.3f"%(word.decode(),got,end-begin)
${IPERF3_FUNCTIONS}
print("== mode\ntransfer\n== shares\n"+shares(),end="")
why=iperf3()
if why is not None:
  row=transfer(b"any",seconds)
  print("== own\n"+why); print("== transfers\n"+row)
print("== end")
`.trim();

const SHARES = `${SHARE_FUNCTION}
print(shares(),end="")`;

/**
 * A connection to the port that is open already is watched, and nothing is sent: it is the one people complain about. Only where there is none, bytes are
 * sent to Culprit's own receiver.
 */
export const THROUGHPUT_SCRIPT = `
fail() { echo "culprit: $1: $2" >&2; exit 3; }
PATH=$PATH:/usr/sbin:/sbin
command -v ss >/dev/null 2>&1 || fail toolMissing ss
a=$1; case $1 in *:*) a="[$1]";; esac
look() { read -r u x </proc/uptime; echo "== $1"; echo "$u"; ss -tinmp state established "( dport = :$p and dst $a )"; }
p=$2
if ss -tn state established "( dport = :$p and dst $a )" | grep -q "[0-9]"; then
  echo '== mode'; echo watched
  if command -v python3 >/dev/null 2>&1; then echo '== shares'; python3 -I -c '${SHARES}'; fi
  look before; sleep "$3"; look after
  echo '== transfers'; echo '== end'
  exit 0
fi
command -v python3 >/dev/null 2>&1 || fail toolMissing python3
exec python3 -I -c '${SENDER}' "$1" "$2" "$3" "$4"
`.trim();
