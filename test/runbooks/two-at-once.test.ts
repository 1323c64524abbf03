import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Recording } from "#machines/contract/index.ts";
import { runbookById } from "#runbooks";
import { judgeRecording } from "./replay.ts";

/** A recorded case as it would read with something else on one of its hosts. */
function judged(runbook: string, name: string, edit: (stdout: string, host: string) => string = (stdout) => stdout) {
  const file = join(import.meta.dirname, "..", "..", "runbooks", runbook, "cases", `${name}.json`);
  const recording = JSON.parse(readFileSync(file, "utf8")) as Recording;
  const known = runbookById(runbook);
  if (known === undefined) throw new TypeError(`there is no runbook ${runbook}`);
  const hosts = recording.hosts.map((host) => ({
    ...host,
    commands: host.commands.map((one) => ("stdout" in one ? { ...one, stdout: edit(one.stdout, host.key) } : one)),
  }));
  const { causes, remains = [], hides = [], standings } = judgeRecording(known, { ...recording, hosts });
  return {
    causes: causes.map(({ id }) => id),
    because: causes[0]?.because,
    remains: remains.map(({ rest }) => rest),
    hides: hides.map(({ hide }) => hide),
    stands: (instance: string) => standings.find((each) => each.instance === instance)?.standing,
  };
}

const CHAIN = { family: "inet", table: "filter", name: "input", handle: 1, type: "filter", hook: "input", prio: 0, policy: "accept" };
const tooLong = (bytes: number) => [{ match: { op: ">", left: { meta: { key: "length" } }, right: bytes } }, { drop: null }];
const withRule = (expr: readonly object[]) => (stdout: string, host: string) => {
  const rule = { family: "inet", table: "filter", chain: "input", handle: 2, expr };
  return host === "receiver"
    ? stdout.replace('{"nftables": [', `{"nftables": [${JSON.stringify({ chain: CHAIN })},${JSON.stringify({ rule })},`)
    : stdout;
};

describe("two at once", () => {
  it("a rule by length behind a link that is too small is left over, where it is below the sender's size", () => {
    const found = (bytes: number) => judged("large-packets-vanish", "mtu-mismatch", withRule(tooLong(bytes)));
    expect(found(1_400)).toMatchObject({ causes: ["linkMtuMismatch"], remains: ["lengthRuleThere"] });
    expect(found(9_000)).toMatchObject({ causes: ["linkMtuMismatch"], remains: [] });
    expect(judged("large-packets-vanish", "mtu-mismatch").remains).toEqual([]);
  });

  it("what a full table drops all of is open behind it, and refuted where a rule takes its part", () => {
    const full = judged("new-connections-time-out", "gateway-conntrack-full");
    expect([full.causes, full.hides, full.stands("firewallDrop@gateway")]).toEqual([["conntrackFull"], ["service"], "open"]);
    expect(full.because).toMatch(/the evidence refutes some of its rivals, and nothing got to the others\. /);
    const rule = judged("new-connections-time-out", "gateway-firewall-drop");
    expect(rule.because).toMatch(/the evidence refutes every rival on the hosts looked at\. 1 cause was not looked for: /);
    expect([rule.causes, rule.hides, rule.stands("conntrackFull@gateway")]).toEqual([["firewallDrop"], [], "refuted"]);
  });

  it("a port of the wrong network hides its security group and the guest, a security group the guest", () => {
    const tag = judged("one-guest-unreachable", "wrong-vlan-tag");
    expect([tag.hides, tag.stands("securityGroupDrop@compute"), tag.stands("linkDown@compute")]).toEqual([["port"], "open", "refuted"]);
    const group = judged("one-guest-unreachable", "security-group-drop");
    expect([group.hides, group.stands("dhcpFailed@compute"), group.stands("firewallDrop@compute")]).toEqual([["guest"], "open", "refuted"]);
  });
});
