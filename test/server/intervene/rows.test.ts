import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interventions } from "#interventions";
import { fillSlot } from "#machines/slot.ts";
import { readCommand } from "#server/intervene/words.ts";

/** As tc of iproute2 6.1 prints them: most kernels of a lab have no more than pfifo. */
const DISCIPLINES = `
qdisc noqueue 0: root refcnt 2 
qdisc fq_codel 8002: root refcnt 2 limit 10240p flows 1024 quantum 1514 target 5ms interval 100ms memory_limit 32Mb ecn drop_batch 64 
qdisc fq 8003: parent 1:10 limit 10000p flow_limit 100p buckets 1024 orphan_mask 1023 quantum 3028b initial_quantum 15140b 
qdisc codel 8004: parent 1:1 limit 1000p target 5ms interval 100ms 
qdisc pfifo 10: parent 1:20 limit 900p
qdisc bfifo 11: parent 1:30 limit 64Kb
`.trimStart();

describe("the row that a change is about", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "culprit-rows-"));
    writeFileSync(join(folder, "tc"), `#!/bin/sh\ncat <<'END'\n${DISCIPLINES}END\n`);
    chmodSync(join(folder, "tc"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const limitOf = (discipline: string): string | null => {
    const argv = readCommand(interventions["queueLimit"]!, { discipline });
    if ("kind" in argv) throw new TypeError(argv.kind);
    const [command = "", ...rest] = argv;
    const ran = spawnSync(command, rest, { encoding: "utf8", env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` } });
    return ran.status === 0 ? ran.stdout.trim() : null;
  };

  it.each([
    ["eth0 fq_codel 8002:", "10240"],
    ["eth0 fq 8003: parent 1:10", "10000"],
    ["eth0 codel 8004: parent 1:1", "1000"],
    ["eth0 pfifo 10: parent 1:20", "900"],
    // Another parent than the one that was read, and what tc rounds or says only in part: no number, so nothing is proposed.
    ["eth0 pfifo 10: parent 1:2", ""],
    ["eth0 bfifo 11: parent 1:30", null],
    ["eth0 tbf 8001:", null],
    ["eth0 htb 1:", null],
  ] as const)("has the limit of %s: %s", (discipline, limit) => expect(limitOf(discipline)).toBe(limit));

  it.each([
    ["rule", "inet filter input handle 4: ip saddr 192.0.2.10 drop", "inet/filter/input/4"],
    ["discipline", "eth1 pfifo 10: parent 1:10", "eth1/pfifo/10:/1:10"],
    ["discipline", "eth1 tbf 8001:", "eth1/tbf/8001:"],
    ["controlGroup", "the control group of keepalived, /system.slice/keepalived.service", "/system.slice/keepalived.service"],
  ] as const)("of type %s is %j in one word", (slot, text, value) => {
    expect(fillSlot(slot, text)).toEqual({ value });
    expect(fillSlot(slot, value)).toEqual({ value });
  });

  it.each([
    ["rule", "inet filter input policy drop"],
    ["rule", "arp filter input handle 4: drop"],
    ["rule", "inet a;b input handle 4: drop"],
    ["rule", "inet a/b input handle 4: drop"],
    ["rule", "inet -f input handle 4: drop"],
    ["discipline", "eth1 fq_codel 0:"],
    ["discipline", "eth1 $(x) 1:"],
    ["controlGroup", "the CPUs of the host"],
    ["controlGroup", "the control group of x, /../../etc"],
    ["controlGroup", "/a/./b"],
    ["controlGroup", "/"],
  ] as const)("of type %s is not %j", (slot, text) => expect(fillSlot(slot, text)).toMatchObject({ kind: "badArgument" }));
});
