import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { METADATA_ADDRESS } from "../guest-kinds.ts";
import { decimal } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";

/** The port of the address itself; a router's proxy has another one, to which a rule leads. */
const PORT = 80;
/** Where Neutron's proxies listen unless somebody configured it otherwise. */
const PROXY_PORT = 9_697;
const LOOPBACK = "0100007F";

export function parseMetadataService(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/m, "") });
  const names = [...all.keys()].filter((name) => name.startsWith("state ")).map((name) => name.slice("state ".length));
  const namespaces = names.map((name) => rowOf(all, name));
  return {
    fields: {
      namespaces: namespaces.length,
      serving: namespaces.filter((row) => row["serves"] === true).length,
    },
    tables: { namespaces, rules: names.flatMap((name) => dropped(all, name)), addresses: addressesIn(linesOf(all, "addresses")) },
  };
}

function rowOf(all: Sections, name: string): Row {
  const lines = linesOf(all, `state ${name}`);
  const said = (word: string): string => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? "";
  const listening = lines.flatMap((line) => listenerOf(line));
  const owns = said("owns") === "yes";
  const ledTo = owns ? PORT : ledBy(linesOf(all, `after ${name}`));
  const mac = said("neighbour");
  return {
    key: name,
    kind: name.startsWith("qdhcp") ? "dhcp" : name.startsWith("ovnmeta") ? "ovn" : "router",
    device: said("device"),
    mac: mac === "" ? unknown("this namespace does not know the guest's Ethernet address") : mac,
    owns,
    ledTo: ledTo ?? 0,
    serves: typeof ledTo === "number" ? listening.includes(ledTo) : ledTo === null ? false : ledTo,
    proxy: listening.includes(PROXY_PORT) || (owns && listening.includes(PORT)),
    taken: changeOf(all, name, 1),
    resets: changeOf(all, name, 2),
  };
}

/** "listen 00000000:25E1": address and port in hexadecimal, as /proc/net/tcp has them. What listens on 127.0.0.1 alone is no use to a guest. */
const listenerOf = (line: string): readonly number[] => {
  const [, address, port] = /^listen ([0-9A-F]+):([0-9A-F]{4})$/.exec(line) ?? [];
  return port === undefined || address === LOOPBACK ? [] : [parseInt(port, 16)];
};

/** The port that a rule for the metadata address leads to; null where there is none. A rule that merely accepts or marks leads nowhere. */
function ledBy(lines: readonly string[]): Value | null {
  if (lines.includes("unread")) return unknown("the rules of this namespace could not be read: nft or iptables-save is missing");
  for (const line of lines) {
    if (!line.startsWith("rule ") || !line.includes(METADATA_ADDRESS)) continue;
    const port = /(?:redirect to|dnat to [\d.]+|--to-ports?|--to-destination [\d.]+) ?:?(\d+)/.exec(line)?.[1];
    if (port !== undefined) return decimal(port, "a port");
  }
  return null;
}

/** What a counter of the namespace's TCP rose by: 1 segments taken in, 2 resets sent. */
function changeOf(all: Sections, name: string, at: 1 | 2): Value {
  const [before, after] = ["before", "after"].map((moment) => linesOf(all, `${moment} ${name}`).find((line) => line.startsWith("tcp ")));
  if (before === undefined || after === undefined) return unknown("the counters of this namespace could not be read");
  const [was, is] = [decimal(before.split(" ")[at], "tcp"), decimal(after.split(" ")[at], "tcp")];
  if (typeof was !== "number" || typeof is !== "number") return unknown("the counters of this namespace are no numbers");
  return is < was ? unknown("the namespace was made anew in the window") : is - was;
}

/** Rules that dropped something in the window, by how an engineer would find them. */
function dropped(all: Sections, name: string): readonly Row[] {
  const read = (moment: string): ReadonlyMap<string, number> => new Map(linesOf(all, `${moment} ${name}`).flatMap(dropOf));
  const before = read("before");
  return [...read("after")].flatMap(([rule, packets]) => {
    const change = packets - (before.get(rule) ?? 0);
    return change > 0 ? [{ key: `${name}: ${rule}`, dropped: change }] : [];
  });
}

/** "drop table inet filter input: tcp dport 9697 counter packets 5 bytes 300 drop", or "drop iptables filter [5:300] -A INPUT -p tcp ... -j DROP". */
function dropOf(line: string): readonly (readonly [string, number])[] {
  const [, where, packets, then] = /^drop (table .*?)counter packets (\d+) bytes \d+ (.*)$/.exec(line) ?? [];
  if (where !== undefined) return [[`${where}${then ?? ""}`, Number(packets)]];
  const [, table, counted, rule] = /^drop (iptables \w+) \[(\d+):\d+\] -A (.*)$/.exec(line) ?? [];
  return table === undefined ? [] : [[`${table} ${rule ?? ""}`, Number(counted)]];
}

/** "2: eth1    inet 10.20.0.11/24 scope global eth1": what the tunnels of this host may end at. */
function addressesIn(lines: readonly string[]): readonly Row[] {
  const found = lines.flatMap((line): readonly Row[] => {
    const [, device, address, length] = /^\d+: (\S+)\s+inet ([\d.]+)\/(\d+) /.exec(line) ?? [];
    return address === undefined || device === "lo" ? [] : [{ key: address, device: device ?? "", length: Number(length) }];
  });
  return found.length > 0 ? found : unparsable("this host shows no address of its own");
}
