import type { Bond, Leg } from "./bond.ts";

/** `ovs-appctl bond/show`, `lacp/show` and `lacp/show-stats`: blocks by bond, and by member ("slave" before 2.15). */
export function bondsInOvs(show: readonly string[], lacp: readonly string[], stats: readonly string[]): readonly Bond[] {
  const details = blocksIn(lacp);
  const counts = blocksIn(stats);
  return blocksIn(show).map(({ name, head, members }): Bond => {
    const negotiated = details.find((block) => block.name === name);
    const counted = counts.find((block) => block.name.replace(/ statistics$/, "") === name);
    const status = valueIn(head, "lacp_status") ?? "off";
    return {
      name,
      kind: "ovs",
      mode: valueIn(head, "bond_mode") ?? "unknown",
      lacp: status !== "off",
      hashPolicy: valueIn(head, "bond_mode"),
      monitored: true,
      minLinks: null,
      ports: members.filter(({ lines }) => enabled(lines)).length,
      legs: members.map((member): Leg =>
        legOf(
          member,
          negotiated?.members.find((each) => each.name === member.name),
          counted?.members.find((each) => each.name === member.name),
        ),
      ),
    };
  });
}

interface Member {
  readonly name: string;
  readonly word: string;
  readonly lines: readonly string[];
}

const enabled = (lines: readonly string[]): boolean => valueIn(lines, "may_enable") === "true";

function legOf(shown: Member, lacp: Member | undefined, stats: Member | undefined): Leg {
  const system = lacp === undefined ? null : valueIn(lacp.lines, "partner sys_id");
  const key = lacp === undefined ? null : valueIn(lacp.lines, "partner key");
  const changed = stats === undefined ? null : valueIn(stats.lines, "Carrier Status Changed");
  return {
    name: shown.name,
    // bond/show says whether it may be used; the carrier is its interface's.
    up: true,
    carries: enabled(shown.lines),
    speed: null,
    duplex: null,
    failures: count(changed),
    aggregator: null,
    churned: null,
    churnedCount: null,
    defaulted: lacp === undefined ? null : /^(defaulted|expired)/.test(lacp.word),
    partnerSystem: system,
    partnerKey: count(key),
  };
}

const count = (word: string | null): number | null => (word !== null && /^\d{1,10}$/.test(word) ? Number(word) : null);

function blocksIn(
  lines: readonly string[],
): readonly { readonly name: string; readonly head: readonly string[]; readonly members: readonly Member[] }[] {
  const blocks: { name: string; head: string[]; members: { name: string; word: string; lines: string[] }[] }[] = [];
  for (const line of lines) {
    const bond = /^---- (.+) ----$/.exec(line)?.[1];
    if (bond !== undefined) {
      blocks.push({ name: bond, head: [], members: [] });
      continue;
    }
    const block = blocks.at(-1);
    if (block === undefined) continue;
    const member = /^(?:member|slave):? ([^\s:]+):\s*(.*)$/.exec(line);
    if (member !== null) block.members.push({ name: member[1] ?? "", word: member[2] ?? "", lines: [] });
    else (block.members.at(-1)?.lines ?? block.head).push(line);
  }
  return blocks;
}

function valueIn(lines: readonly string[], name: string): string | null {
  const line = lines.map((each) => each.trim()).find((each) => each.startsWith(`${name}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}
