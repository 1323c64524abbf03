/**
 * Python, as part of the receiver: iperf3 as server for one transfer, on the port and the address that Culprit's receiver has, which steps aside meanwhile.
 * It ends by itself after one test (-1, since 3.0), and, where it knows --idle-timeout (3.10), after 5 s without one. It is ended when the sender's connection
 * goes, when Culprit's does, after the seconds asked for and 10 more, when this process ends, and at once when anybody but the sender connects: iperf3 itself
 * takes whoever comes. `serve` is true when Culprit hung up.
 */
export const IPERF3_SERVER = String.raw`
tool=shutil.which("iperf3"); served="none"
def lines(what):
  try: return subprocess.run(["ss","-tn",*what,"(","sport","=",":"+str(port),")"],stdout=subprocess.PIPE,stderr=subprocess.DEVNULL,timeout=5).stdout.decode("ascii","replace").splitlines()
  except Exception: return []
def others(sender): return [l for l in lines(["state","established"]) if l.split()[-1:] and l.split()[-1][:1] in "[0123456789" and l.split()[-1].rsplit(":",1)[0].strip("[]").split("%")[0].replace("::ffff:","")!=sender.replace("::ffff:","")]
def with_parent():
  try:
    import ctypes; ctypes.CDLL(None).prctl(1,9)
  except Exception: pass
def ask(option):
  try: r=subprocess.run([tool,option],stdin=subprocess.DEVNULL,stdout=subprocess.PIPE,stderr=subprocess.STDOUT,timeout=5); return r.stdout.decode("ascii","replace")
  except Exception: return ""
def serve(text,conn,sender):
  global listener,served
  try: seconds=max(1,min(60,int(text)))
  except ValueError: return False
  version=" ".join(ask("-v").split()[1:2]); env=dict(os.environ,LC_ALL="C")
  if os.path.isdir("/dev/shm"): env["TMPDIR"]="/dev/shm"
  idle=["--idle-timeout","5"] if "--idle-timeout" in ask("-h") else []
  listener.close(); listener=None; eof=False; p=None
  try:
    p=subprocess.Popen([tool,"-s","-1","-B",addr,"-p",str(port)]+idle,stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,env=env,preexec_fn=with_parent)
    until=time.monotonic()+3; served="iperf3 "+version
    while time.monotonic()<until and p.poll() is None and not any("LISTEN" in l for l in lines(["-l"])): time.sleep(0.05)
    if p.poll() is not None: conn.sendall(b"it ended at once\n"); return False
    conn.sendall(b"ready\n"); until=time.monotonic()+seconds+10
    while time.monotonic()<until and p.poll() is None:
      ready=select.select([0,conn],[],[],0.1)[0]
      if 0 in ready: eof=not os.read(0,4096)
      if eof or conn in ready: break
      if others(sender): served+=", ended because another host connected"; break
  except OSError as e: served="iperf3 did not start: %s"%e.strerror
  finally:
    if p is not None and p.poll() is None: p.kill()
    if p is not None: p.wait()
    listen()
  return eof
`.trim();
