import { describe, expect, it } from "vitest";
import { interventions } from "#interventions";
import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { valueFault } from "#machines/confirm/value.ts";
import { commandsFor } from "#server/intervene/words.ts";
import { argvFault, quoteLine } from "#server/ssh/quote.ts";

const args = { interface: "eth1" };
const sample = ({ value }: InterventionSpec): readonly [string, string] =>
  value.kind === "word" ? [value.of[0], value.of[1]] : [String(value.least), String(value.least + 1)];

/** Everything that may ever be written on a host, as it is written. A change of this list is read by security. */
const LIST = `
backlogLength R3: sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/core/netdev_max_backlog 2
conntrackChecksum R3: sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/netfilter/nf_conntrack_checksum 1
conntrackSize R3: sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/netfilter/nf_conntrack_max 2
linkMtu R3: ip link set dev eth1 mtu 1281
listenQueue R3: sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/core/somaxconn 2
queueLength R3: ip link set dev eth1 txqueuelen 2
receiveRing R4: ethtool -G eth1 rx 33
sourceCheck R3: sh -c 'printf "%s\\n" "$1" >"/proc/sys/net/ipv4/conf/$0/rp_filter"' eth1 1
transmitChecksum R3: ethtool -K eth1 tx off
tunnelSegmentation R3: ethtool -K eth1 tx-udp_tnl-segmentation off
windowTracking R3: sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal 1
`.trim();

describe("the commands of a change", () => {
  const filled = Object.values(interventions).map((spec) => {
    const [before, after] = sample(spec);
    const commands = commandsFor(spec, { args, before, after });
    if ("kind" in commands) throw new Error(JSON.stringify(commands));
    return { spec, commands, before, after };
  });

  it("are these", () => {
    const lines = filled.map(({ spec, commands }) => `${spec.id} ${spec.risk}: ${quoteLine(commands.write)}`);
    expect(lines.join("\n")).toBe(LIST);
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
