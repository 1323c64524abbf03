import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { interventions } from "#interventions";
import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { valueFault } from "#machines/confirm/value.ts";
import { commandsFor, peopleFor } from "#server/intervene/words.ts";
import { argvFault, quoteLine } from "#server/ssh/quote.ts";

const args = {
  ...{
    interface: "eth1",
    rule: "inet filter input handle 4: ip saddr 192.0.2.10 drop",
    target: "192.0.2.20",
    source: "192.0.2.10",
    port: "443",
  },
  ...{ discipline: "eth1 pfifo 10: parent 1:10", group: "the control group of keepalived, /system.slice/keepalived.service" },
};
const sample = ({ value }: InterventionSpec): readonly [string, string] =>
  value.kind === "word" ? [value.of[0], value.of[1]] : [String(value.least), String(value.least + 1)];

/** Everything that may ever be written on a host, as it is written. A change of this file is read by security. */
const LIST = new URL("../../changes.txt", import.meta.url);

describe("the commands of a change", () => {
  const filled = Object.values(interventions).map((spec) => {
    const [before, after] = sample(spec);
    const commands = commandsFor(spec, { args, before, after });
    if ("kind" in commands) throw new Error(JSON.stringify(commands));
    return { spec, commands, before, after };
  });

  it("are these", () => {
    const lines = filled.map(({ spec, commands }) => `${spec.id} ${spec.risk}: ${quoteLine(commands.write)}`);
    if (process.env["RENEW_CHANGES"] === "1") writeFileSync(LIST, `${lines.join("\n")}\n`);
    expect(`${lines.join("\n")}\n`).toBe(readFileSync(LIST, "utf8"));
  });

  it("refuse numbers beyond their limits", () => {
    for (const { value } of Object.values(interventions)) {
      if (value.kind === "word") continue;
      for (const within of [value.least, value.most]) expect(valueFault(value, String(within))).toBeNull();
      for (const beyond of [value.least - 1, value.most + 1]) expect(valueFault(value, String(beyond))).not.toBeNull();
    }
  });

  it("take two people where traffic may be interrupted, or goes through that somebody forbade", () => {
    const two = Object.values(interventions).flatMap((spec) => (peopleFor(spec) === 2 ? [spec.id] : []));
    expect(two).toEqual(["passAdverts", "passConnection", "passEcho", "receiveRing"]);
  });

  it.each(filled.map((one) => [one.spec.id, one] as const))("%s is undone by the same command with the value that was read", (_id, one) => {
    const { commands, before, after } = one;
    expect(argvFault(commands.read) ?? argvFault(commands.write)).toBeUndefined();
    expect(commands.undo.map((word) => (word === before ? after : word))).toEqual(commands.write);
    expect(commands.write.at(-1)).toBe(after);
  });

  it.each(["", "-1", "1e3", "0x10", " 1", "1 ", "1;reboot", "$(reboot)", "on\noff", "9999999999"])("refuse the value %j", (value) => {
    for (const spec of Object.values(interventions)) expect(valueFault(spec.value, value)).not.toBeNull();
  });

  it.each(["-x", "eth0;rm", "$(reboot)", "../../x", "a b", "eth0/../all"])("refuse the interface %j", (name) => {
    const spec = interventions["linkMtu"]!;
    expect(commandsFor(spec, { args: { interface: name }, before: "1500", after: "1400" })).toMatchObject({ kind: "badArgument" });
  });
});
