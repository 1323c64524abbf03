import type { Hypothesis } from "../contract/index.ts";
import { holesInRow, NAME } from "./row-holes.ts";

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
  /** By the words of a hole: what the runbook says fills it, as far as it was read. */
  readonly told?: ReadonlyMap<string, string>;
}

/** A hole of advice, by its words; a piece of XML that is quoted is none. */
export const HOLE = /<([^<>=/]+)>/g;

/** Advice with the holes filled that something read can fill. */
export function fillHoles(text: string, hypothesis: Hypothesis, known: Known): string {
  const { settings = new Map<string, string>(), mtu, told = new Map<string, string>() } = known;
  return nameIn(text, hypothesis, known)
    .replaceAll(HOLE, (hole: string, name: string) => told.get(name) ?? hole)
    .replaceAll(SETTING, (hole: string, name: string, asks: string) => {
      const value = settings.get(name) ?? (known.apart === true ? undefined : named(name, known.key));
      // Several numbers are one word in quotes only.
      const quote = asks.startsWith("'") ? "'" : "";
      if (value === undefined || (quote === "" && value.includes(" "))) return hole;
      return asks.includes(BEFORE) ? `${name}=${quote}${value}${quote}` : (doubled(name, value) ?? hole);
    })
    .replaceAll("<mtu>", (hole) => mtu ?? hole);
}

/** "eth2 (net.ipv4.conf.eth2.rp_filter = 1)" says what it is itself. */
function named(setting: string, key: string | undefined): string | undefined {
  const told = /\((net\.[a-z0-9_.-]+) = (\d+)\)$/.exec(key ?? "");
  return told?.[1] === setting ? told[2] : undefined;
}

const BEFORE = "what it showed before";
const SETTING = /\b(net\.[a-z0-9_.-]+)=('<what it showed before>'|<(?:what it showed before|twice the present value)>)/g;

/** 0 is "no limit" for some settings: twice that is none either, so it stays for a person. */
function doubled(name: string, value: string): string | null {
  const twice = 2 * Number(value);
  return Number.isSafeInteger(twice) && twice > 0 && twice < 2 ** 31 ? `${name}=${twice}` : null;
}

const NAME_ONLY = new RegExp(`^${NAME}$`);

export const isName = (text: string | undefined): text is string => text !== undefined && NAME_ONLY.test(text);

function nameIn(text: string, { object, intervention }: Hypothesis, { key, apart = false }: Known): string {
  if (key === undefined || apart || object === undefined) return text;
  const [table = "", ...others] = new Set([object, ...(object.or ?? [])].map((each) => each.table));
  const holes = others.length > 0 ? new Map<string, string>() : holesInRow(table, key);
  const told = intervention?.args?.["interface"];
  const asked = told === undefined || !("object" in told) ? undefined : told.object === true ? key : key.split(" ")[0];
  return text.replaceAll(HOLE, (hole: string, name: string) => holes.get(name) ?? (name === "interface" && isName(asked) ? asked : hole));
}
