import type { Slot } from "#machines/contract/collector.ts";
import { SHARE_FUNCTION } from "../cpu-share.ts";
import { BANNER } from "../receiver-banner.ts";
import { IPERF3_SERVER } from "./iperf3-server.ts";

/** $1 own address, $2 port. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
] as const satisfies readonly Slot[];

/** Nobody stops a sensor whose connection was lost: its standard input ends then. This is for what even that does not end. */
const LIMIT_SECONDS = 600;

/** One transfer after the other; what comes is thrown away. A second thread looks at the port's connections twice a second. */
const RECEIVER = String.raw`
import errno,os,select,shutil,socket,subprocess,sys,threading,time
addr,port=sys.argv[1],int(sys.argv[2])
looks=[]; stop=threading.Event()
${SHARE_FUNCTION}
def watch():
  while not stop.wait(0.5) and len(looks)<240:
    at=open("/proc/uptime").read().split()[0]
    try: r=subprocess.run(["ss","-tinmp","state","established","(","sport","=",":"+str(port),")"],stdout=subprocess.PIPE,stderr=subprocess.DEVNULL,timeout=5)
    except Exception: return
    text=r.stdout.decode("ascii","replace").splitlines(True)
    looks.append((at,"".join(text[:60])))
mode="listening"; listener=None
def listen():
  global mode,listener
  try:
    listener=socket.socket(socket.AF_INET6 if ":" in addr else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1)
    listener.bind((addr,port)); listener.listen(4)
  except OSError as e:
    mode={errno.EADDRINUSE:"inUse",errno.EADDRNOTAVAIL:"notHere",errno.EACCES:"denied"}.get(e.errno,"refused"); listener=None
listen()
${IPERF3_SERVER}
had=shares()
threading.Thread(target=watch,daemon=True).start()
print("CULPRIT-ARMED",flush=True)
until=time.monotonic()+${LIMIT_SECONDS}; conn=None; rows=[]; word=None; n=told=0; first=0.0
def done():
  global conn
  # Whoever connects again and again fills no memory.
  if len(rows)<64: rows.append("%s %d %.3f"%(word or "none",n,time.monotonic()-first if word else 0.0))
  conn.close(); conn=None
while time.monotonic()<until:
  ready=select.select([x for x in (0,conn,None if conn else listener) if x is not None],[],[],1)[0]
  if 0 in ready and not os.read(0,4096): break
  if listener in ready and conn is None:
    conn,peer=listener.accept(); word=None; n=told=0; conn.sendall(b"${BANNER} 1%s\n"%(b" iperf3" if tool else b""))
  elif conn in ready and conn is not None:
    try: data=conn.recv(1<<20)
    except OSError: data=b""
    if not data or len(rows)>16: done(); continue
    if word is None:
      head,_,data=data.partition(b"\n"); word=head[:16].decode("ascii","replace"); first=time.monotonic()
      if word.startswith("iperf3 ") and tool and serve(word[7:],conn,peer[0].split("%")[0]): break
      if word!="any": word="iperf3" if word.startswith("iperf3 ") else "stranger"; done(); continue
    n+=len(data)
    if n-told>=max(16384,n>>6):
      told=n
      try: conn.send(b"%d\n"%n,socket.MSG_DONTWAIT)
      except OSError: pass
stop.set()
print("== mode\n"+mode+"\n== shares\n"+had,end="")
print("== tool\n"+served)
print("== transfers\n"+"\n".join(rows))
print("== rmem\n"+open("/proc/sys/net/ipv4/tcp_rmem").read().strip())
for at,text in list(looks): print("== look %s\n%s"%(at,text),end="")
print("== end")
`.trim();

export const PEER_SCRIPT = `
fail() { echo "culprit: $1: $2" >&2; exit 3; }
PATH=$PATH:/usr/sbin:/sbin
command -v ss >/dev/null 2>&1 || fail toolMissing ss
if command -v python3 >/dev/null 2>&1; then exec python3 -I -c '${RECEIVER}' "$1" "$2"; fi
fail toolMissing python3
`.trim();
