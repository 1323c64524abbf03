import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type CollectorId, collectors, parse } from "#collectors";
import type { Collector, SlotType, Way } from "#machines/contract/index.ts";
import { isReading, output } from "./recording.ts";
import { describeUnless, missing } from "../needs.ts";

const ARGS: Readonly<Record<string, string>> = {
  ...{ count: "3", interval: "20", target: "127.0.0.1" },
  // Port 9 of this machine, on which nobody listens.
  ...{ port: "9", path: "/", connections: "2", patience: "1", pause: "1", padding: "0" },
};
const root = process.getuid?.() === 0;

/** What any other slot gets, by its type: as little as it allows, and this machine itself. */
const BY_TYPE: Readonly<Record<SlotType, string>> = {
  ...{ ipAddress: "127.0.0.1", interface: "lo", port: "9", netns: "none", count: "3", seconds: "1", milliseconds: "20", bytes: "100" },
  ...{ dnsName: "localhost", macAddress: "02:00:00:00:00:01", urlPath: "/" },
  ...{ rule: "inet/filter/input/4", discipline: "eth0/pfifo/1:", controlGroup: "/none" },
};

const argsOf = (way: Way): Readonly<Record<string, string>> =>
  Object.fromEntries(way.argv.flatMap((part) => (typeof part === "string" ? [] : [[part.name, ARGS[part.name] ?? BY_TYPE[part.slot]]])));

const filled = (way: Way): readonly string[] => {
  const args = argsOf(way);
  return way.argv.map((part) => (typeof part === "string" ? part : (args[part.name] ?? "")));
};

/** dropReasons is a sensor and has a test of its own; lookups would ask the name servers of this machine. */
const entries = (Object.entries(collectors) as readonly (readonly [CollectorId, Collector])[]).filter(
  ([id]) => id !== "dropReasons" && id !== "lookups",
);

describe.each(entries)("%s on this machine", (id, collector) => {
  it.each(collector.ways.map((way, index) => [index, way] as const))("reads by way %i, or says why it cannot", (index, way) => {
    const [command = "", ...rest] = filled(way);
    const started = performance.now();
    const { stdout, stderr, status, error } = spawnSync(command, rest, {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: collector.maxBytes,
    });
    if (error !== undefined) {
      expect(error, "only a missing tool may keep a command from starting").toMatchObject({
        code: "ENOENT",
      });
      return;
    }
    const result = parse(id, index, output(stdout, { stderr, exitCode: status, args: argsOf(way) }));
    if (isReading(result)) expect(Object.keys(result.fields).sort()).toEqual(Object.keys(collector.fields).sort());
    // A sensor finds its standard input closed: it may end before it has begun.
    else
      expect(
        ["denied", "toolMissing", "absent", ...(collector.risk === "R1" ? ["exited", "unparsable"] : [])],
        `${id} way ${index}: ${JSON.stringify(result)}`,
      ).toContain(result.kind);
    if (root && ["softnet", "protocolCounters", "softirqs", "sysctls", "preflight", "conntrackTable"].includes(id))
      expect(isReading(result), JSON.stringify(result)).toBe(true);
    expect(performance.now() - started).toBeLessThan(collector.deadlineMs);
    expect(stdout.length).toBeLessThan(collector.maxBytes / 2);
  });
});

describeUnless(missing("ping"), "ping on this machine", () => {
  it("counts three answered probes", () => {
    const [command = "", ...rest] = filled(collectors.ping.ways[0]);
    const { stdout, stderr, status } = spawnSync(command, rest, {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    });
    const result = parse("ping", 0, output(stdout, { stderr, exitCode: status, args: ARGS }));
    expect(result).toMatchObject({
      fields: {
        sent: 3,
        received: 3,
        lost: 0,
        lostPercent: 0,
        cutShort: false,
        firstLostSeq: { unknown: "no probe was lost" },
      },
    });
  });

  it("prints its summary when it is interrupted, and that summary is read", () => {
    const [command = "", ...rest] = filled(collectors.ping.ways[0]).map((part) => (part === "3" ? "500" : part));
    const { stdout, status } = spawnSync("timeout", ["-s", "INT", "1", command, ...rest], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    });
    const result = parse("ping", 0, output(stdout, { exitCode: status, args: { ...ARGS, count: "500" } }));
    expect(result).toMatchObject({ fields: { lost: 0, cutShort: true } });
  });

  it("ends at its own deadline without the server's help", () => {
    // 192.0.2.1 (RFC 5737) behind the loopback's own reject would answer; 1 probe in 60 s is far beyond 3 x 60 s + 10 s, so only the arithmetic is checked.
    const script = collectors.ping.ways[0].argv[2].replace(/^exec .*$/m, 'echo "$i $d"');
    const times = (count: string, interval: string) =>
      spawnSync("sh", ["-c", script, "culprit-ping", count, interval, "127.0.0.1"], {
        encoding: "utf8",
      }).stdout.trim();
    expect(times("4000", "5")).toBe("0.005 70");
    expect(times("3", "1500")).toBe("1.500 23");
    expect(times("100000", "1000")).toBe("1.000 300010");
  });
});
