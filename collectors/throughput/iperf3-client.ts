/**
 * Python, as part of the sender: one transfer by iperf3, if both ends have it, to a server that Culprit's own receiver starts for it. The connection on which that
 * was asked for stays open until iperf3 has ended: the server ends with it. Gives null when it was measured, else why not.
 *
 * What each version knows stands in its --help. A result without "end" or with "error" is none: with -J iperf3 ends with 0 also when it could not connect.
 * iperf3 makes a file of its buffer's size where temporary files are, and deletes its name at once: in memory, where there is such a place.
 */
export const IPERF3_FUNCTIONS = String.raw`
def rows(text): return sum(1 for l in text.decode("ascii","replace").splitlines() if l[:1].strip() and ":%d"%port in l)
def iperf3():
  tool=shutil.which("iperf3")
  if tool is None: return "iperf3 is not installed here"
  c,has=connect()
  try:
    if not has: return "iperf3 is not installed on the receiver"
    whole=max(1,int(seconds)); c.sendall(b"iperf3 %d\n"%whole); c.settimeout(6)
    try: answer=c.recv(256).decode("ascii","replace").strip()
    except OSError: answer="the receiver did not answer"
    if answer!="ready": return "iperf3 did not start on the receiver: "+answer[:100]
    env=dict(os.environ,LC_ALL="C")
    if os.path.isdir("/dev/shm"): env["TMPDIR"]="/dev/shm"
    try: p=subprocess.Popen([tool,"-c",target,"-p",str(port),"-t","%d"%whole,"-b","%dM"%(2*expected),"-J"],stdin=subprocess.DEVNULL,stdout=subprocess.PIPE,stderr=subprocess.STDOUT,env=env)
    except OSError as e: return "iperf3 did not start here: "+str(e.strerror)
    try:
      begin=last=time.monotonic(); end=None
      while last<begin+5 and p.poll() is None:
        now=time.monotonic()
        if rows(subprocess.run(ss,stdout=subprocess.PIPE,stderr=subprocess.DEVNULL).stdout)>2: end=last+whole-0.15; break
        last=now; time.sleep(0.05)
      if end is not None:
        time.sleep(min(0.4,whole/4)); look()
        try: p.wait(max(0.05,end-time.monotonic()))
        except subprocess.TimeoutExpired: pass
        if p.poll() is None: look(); looks[1][1].wait()
      text=p.communicate(timeout=max(1,begin+whole+9-time.monotonic()))[0].decode("ascii","replace")
    except subprocess.TimeoutExpired: text=""
    finally:
      if p.poll() is None: p.kill(); p.wait()
  finally: c.close()
  said=text[text.find("{"):text.rfind("}")+1]
  try: found=json.loads(said.replace("-nan","null").replace("nan","null"))
  except ValueError: found={"error":"no result" if not text.strip() else "no JSON"}
  if "error" in found or "sum_received" not in found.get("end",{}):
    del looks[:]; time.sleep(0.3)
    return "iperf3 failed: "+str(found.get("error","no result"))[:100].replace("\n"," ")
  seen()
  print("== iperf3\n"+said)
  return None
`.trim();
