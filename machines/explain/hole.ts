import type { Hypothesis } from "../contract/index.ts";

/** What was read where the cause is, and may stand where advice leaves a hole. What is absent leaves the hole: a guessed command is worse. */
export interface Known {
  readonly host: string | undefined;
  /** The guilty row. */
  readonly key: string | undefined;
  /** A command typed on the host would not reach the row: it is in another namespace, or other rows share the guilt. */
  readonly apart?: boolean;
  /** Kernel settings as they were before anything was changed, by the name that sysctl knows. */
  readonly settings?: ReadonlyMap<string, string>;
  /** What a change of the MTU would set it to. */
  readonly mtu?: string | undefined;
}

/** Advice with the holes filled that something read can fill. */
export function fillHoles(text: string, hypothesis: Hypothesis, known: Known): string {
  const { settings = new Map<string, string>(), mtu } = known;
  return nameIn(text, hypothesis, known)
    .replaceAll(SETTING, (hole: string, name: string, asks: string) => {
      const value = settings.get(name) ?? (known.apart === true ? undefined : named(name, known.key));
      if (value === undefined) return hole;
      return asks === BEFORE ? `${name}=${value}` : (doubled(name, value) ?? hole);
    })
    .replaceAll("<mtu>", (hole) => mtu ?? hole);
}

/** "eth2 (net.ipv4.conf.eth2.rp_filter = 1)" says what it is itself. */
function named(setting: string, key: string | undefined): string | undefined {
  const told = /\((net\.[a-z0-9_.-]+) = (\d+)\)$/.exec(key ?? "");
  return told?.[1] === setting ? told[2] : undefined;
}

const BEFORE = "what it showed before";
const SETTING = /\b(net\.[a-z0-9_.-]+)=<(what it showed before|twice the present value)>/g;

/** 0 is "no limit" for some settings: twice that is none either, so it stays for a person. */
function doubled(name: string, value: string): string | null {
  const twice = 2 * Number(value);
  return Number.isSafeInteger(twice) && twice > 0 && twice < 2 ** 31 ? `${name}=${twice}` : null;
}

// How rows of these tables are named, and the hole that a part of the name fills: "eth2 of bond0", "eth1 tbf 8538:".
const NAMED: Readonly<Record<string, RegExp>> = {
  interfaces: /^(?<interface>\S+)$/,
  own: /^(?<interface>\S+)$/,
  devices: /^(?<device>\S+)$/,
  taps: /^(?<device>\S+)$/,
  bonds: /^(?<bond>\S+)$/,
  legs: /^(?<leg>\S+) of (?<bond>\S+)$/,
  qdiscs: /^(?<interface>\S+) /,
};
// A name that Linux lets an interface have, and that no shell reads otherwise.
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/;

export const isName = (text: string | undefined): text is string => text !== undefined && NAME.test(text);

function nameIn(text: string, { object, intervention }: Hypothesis, { key, apart = false }: Known): string {
  if (key === undefined || apart || object === undefined) return text;
  const tables = new Set([object, ...(object.or ?? [])].map(({ table }) => table));
  const [table, ...others] = tables;
  const names = others.length > 0 ? undefined : NAMED[table ?? ""]?.exec(key)?.groups;
  const told = intervention?.args?.["interface"];
  const asked = told === undefined || !("object" in told) ? undefined : told.object === true ? key : key.split(" ")[0];
  return text.replaceAll(/<(interface|device|bond|leg)>/g, (hole: string, kind: string) => {
    const name = names?.[kind] ?? (kind === "interface" ? asked : undefined);
    return isName(name) ? name : hole;
  });
}
