import { setTimeout as sleep } from "node:timers/promises";
import type { Namespace } from "../hosts/namespace.ts";

/** One port of an end that speaks LACP, as Open vSwitch itself tells. */
export interface LacpPort {
  /** What it knows of its partner: current, expired, defaulted. */
  readonly status: string;
  readonly attached: boolean;
  readonly partner: string;
  readonly partnerKey: number;
  /** The partner's state as it told it, in words. */
  readonly partnerState: string;
  readonly received: number;
  readonly carrierChanges: number;
}

export interface LacpLook {
  readonly ports: Readonly<Record<string, LacpPort>>;
  /** Legs of the bond that may not be used. */
  readonly out: readonly string[];
  readonly mode: string | null;
}

/** What one end says of its ports now. */
export const lacpOf = async (host: Namespace): Promise<LacpLook> => {
  const ask = async (command: string) => (await host.must(["ovs-appctl", command])).split("\n");
  const [show, stats, bond] = [await ask("lacp/show"), await ask("lacp/show-stats"), await ask("bond/show")];
  const counted = blocks(stats);
  const ports = blocks(show).map(({ name, word, lines }): readonly [string, LacpPort] => {
    const own = counted.find((each) => each.name === name)?.lines ?? [];
    return [
      name,
      {
        status: word.split(" ")[0] ?? "",
        attached: word.includes("attached"),
        partner: valueOf(lines, "partner sys_id"),
        partnerKey: Number(valueOf(lines, "partner key")),
        partnerState: valueOf(lines, "partner state"),
        received: Number(valueOf(own, "RX PDUs")),
        carrierChanges: Number(valueOf(own, "Carrier Status Changed")),
      },
    ];
  });
  const members = blocks(bond);
  return {
    ports: Object.fromEntries(ports),
    out: members.filter(({ lines }) => valueOf(lines, "may_enable") !== "true").map(({ name }) => name),
    mode: /^bond_mode: (\S+)$/m.exec(bond.join("\n"))?.[1] ?? null,
  };
};

/** What two looks at it some seconds apart say: who was heard, and whose link changed. */
export const watchLacp = async (host: Namespace, seconds: number): Promise<{ readonly look: LacpLook; readonly change: Change }> => {
  const before = await lacpOf(host);
  await sleep(seconds * 1_000);
  const look = await lacpOf(host);
  const change = Object.entries(look.ports).map(([leg, port]) => {
    const earlier = before.ports[leg];
    const by = (field: "received" | "carrierChanges") => port[field] - (earlier?.[field] ?? 0);
    return [leg, { received: by("received"), carrierChanges: by("carrierChanges") }] as const;
  });
  return { look, change: Object.fromEntries(change) };
};

export type Change = Readonly<Record<string, { readonly received: number; readonly carrierChanges: number }>>;

export const describeLacp = ({ ports, out, mode }: LacpLook): string => {
  const said = Object.entries(ports).map(([leg, { status, attached, partner, partnerKey }]) =>
    [leg, status, attached ? "attached" : "detached", `partner ${partner} key ${partnerKey}`].join(" "),
  );
  return `${mode ?? "no bond"}; ${said.join("; ") || "no LACP"}; out: ${out.join(", ") || "none"}`;
};

interface Block {
  readonly name: string;
  readonly word: string;
  readonly lines: readonly string[];
}

/** `member: eth1: current attached` (lacp/show), `member eth1: enabled` (bond/show), "slave" before Open vSwitch 2.15. */
function blocks(lines: readonly string[]): readonly Block[] {
  const heads = lines.flatMap((line, index) => (/^(?:member|slave):? /.test(line) ? [index] : []));
  return heads.map((start, index) => {
    const [, name = "", word = ""] = /^(?:member|slave):? ([^\s:]+):\s*(.*)$/.exec(lines[start] ?? "") ?? [];
    return { name, word, lines: lines.slice(start + 1, heads[index + 1] ?? lines.length) };
  });
}

const valueOf = (lines: readonly string[], name: string): string =>
  lines
    .map((line) => line.trim())
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim() ?? "";
