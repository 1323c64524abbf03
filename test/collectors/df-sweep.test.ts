import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { SWEEP_SCRIPT } from "../../collectors/dfSweep/script.ts";
import { fieldsOf, output, read } from "./recording.ts";

const sweep = (sizes: string, device = "eth1 1500") =>
  fieldsOf(parse("dfSweep", 0, output(`CULPRIT-ARMED\nroute 192.0.2.1 dev eth1\nmode probe\ndevice ${device}\n${sizes}\nend\n`)));

describe("a sweep of sizes", () => {
  it("counts what vanished, and where it begins", () => {
    expect(fieldsOf(read("dfSweep", "vanish.txt"))).toMatchObject({ largestPassing: 1462, belowFull: 14, exact: true, vanished: 18 });
  });

  it("calls nothing vanished when somebody spoke: a router, or the cache of path MTUs", () => {
    expect(fieldsOf(read("dfSweep", "told.txt"))).toMatchObject({
      failure: "told",
      reportedMtu: 1400,
      vanished: 0,
      learntMtu: 1400,
      ignoresLearnt: false,
    });
  });

  it("says nothing about sizes when small ones are lost too, or when a larger one passes", () => {
    expect(fieldsOf(read("dfSweep", "empty.txt"))).toMatchObject({ smallPassed: false, vanished: 0, sizeDecides: false });
    expect(sweep("size 200 passed 2 2 - -\nsize 1450 lost 2 0 - -\nsize 1500 passed 2 1 - -")).toMatchObject({
      sizeDecides: false,
      vanished: 0,
    });
  });

  it("leaves open whether the full size vanishes where smaller ones are lost by chance", () => {
    const lossy = "size 200 passed 2 2 - -\nsize 1400 lost 2 0 - -\nsize 1450 passed 2 1 - -\nsize 1500 lost 2 0 - -";
    expect(sweep(lossy)["vanished"]).toEqual({ unknown: expect.stringContaining("by chance") });
  });

  it("takes a size that was asked again for one: it passes if it passed once, and all its probes count", () => {
    const again = sweep(
      "size 200 passed 2 2 - -\nsize 1400 lost 2 0 - -\nsize 1500 lost 2 0 - -\nsize 1400 passed 2 1 - -\nsize 1500 lost 2 0 - -",
    );
    expect(again).toMatchObject({ largestPassing: 1_400, vanished: 4, sent: 10, received: 3, sizeDecides: true });
    expect(sweep("size 200 passed 2 2 - -\nsize 1500 passed 2 1 - -\nsize 1500 lost 2 0 - -")).toMatchObject({ fullPassed: true });
  });

  it("counts what the link itself refuses as vanished: nobody told the program a size", () => {
    expect(sweep("size 200 passed 2 2 - -\nsize 1500 refused 2 0 - -")).toMatchObject({ failure: "refused", vanished: 2, exact: false });
  });

  it("has no MTU without a route, and refuses what is cut or strange", () => {
    expect(sweep("size 200 lost 2 0 - -", "- -")).toMatchObject({ localMtu: { unknown: expect.any(String) } });
    expect(read("dfSweep", "broken.txt")).toMatchObject({ kind: "unparsable" });
    expect(parse("dfSweep", 0, output("device eth1 1500\nsize 200 eaten 2 2 - -\nend\n"))).toMatchObject({ kind: "unparsable" });
  });
});

/** A ping that answers sizes up to 1304, and loses the first time it is asked what stands in LOSES. */
const BUSY_PING = `#!/bin/sh
while [ $# -gt 1 ]; do case $1 in -s) s=$2;; esac; shift; done
s=$((s + 28)); n=2
case " $LOSES " in
  *" $s "*) [ -e "$SEEN/$s" ] || { : > "$SEEN/$s"; n=0; };;
esac
[ "$s" -gt 1304 ] && n=0
[ $n = 2 ] && echo "$s bytes from 192.0.2.1: icmp_seq=1"
echo "2 packets transmitted, $n received, 0% packet loss"
`;

describe("a sweep on a busy path", () => {
  const swept = (loses: string): Readonly<Record<string, unknown>> => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-sweep-"));
    writeFileSync(join(folder, "ping"), BUSY_PING, { mode: 0o755 });
    // No way to the target: then the full size is 1500.
    writeFileSync(join(folder, "ip"), "#!/bin/sh\necho unreachable\n", { mode: 0o755 });
    try {
      const { stdout, stderr } = spawnSync("sh", ["-c", SWEEP_SCRIPT, "culprit-sweep", "192.0.2.1"], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}`, LOSES: loses, SEEN: folder },
      });
      expect(stderr).toBe("");
      return fieldsOf(parse("dfSweep", 0, output(stdout)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("asks those that failed first again in the next stage, so that a burst that was lost does not move the boundary", () => {
    const busy = swept("576 1024 1280 1287 1294 1301 1302 1303 1304");
    expect(busy).toMatchObject({ largestPassing: 1_304, smallestFailing: 1_305, exact: true, sizeDecides: true });
  });

  it("says that nothing is settled where sizes go on being lost by chance, and then nobody knows where they end", () => {
    const { largestPassing, belowFull, vanished, exact } = sweep(
      "size 200 passed 2 2 - -\nsize 1200 passed 2 1 - -\nsize 1201 lost 2 0 - -\nsize 1500 lost 2 0 - -\nunsettled",
    );
    expect([largestPassing, belowFull]).toMatchObject(Array(2).fill({ unknown: expect.stringContaining("not settled") as string }));
    expect([vanished, exact]).toEqual([4, false]);
  });
});
