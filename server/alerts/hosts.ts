import type { Host } from "../door/inventory.ts";

/** Labels that name a machine, the most telling first. `instance` is where the exporter answers, which may be another machine. */
const NAMING = ["host", "hostname", "nodename", "node", "exported_instance", "instance", "target"] as const;

/** What the labels of an alert call its machine: names and addresses without scheme, port and path. */
export function machinesIn(labels: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set(NAMING.flatMap((name) => [bare(labels[name] ?? "")]).filter((name) => name !== ""))];
}

function bare(value: string): string {
  const text = value
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/s, "");
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  // More than one colon is an IPv6 address without brackets.
  return (bracketed ?? (/^[^:]+:\d+$/.test(text) ? text.replace(/:\d+$/, "") : text)).toLowerCase();
}

/**
 * The host of the inventory that an alert is about: by its name or address, or by a name without its domain where only one of the two has one
 * and nobody else is called so. Null: none of them, or more than one.
 */
export function hostIn(labels: Readonly<Record<string, string>>, inventory: readonly Host[]): Host | null {
  for (const machine of machinesIn(labels)) {
    const exact = inventory.find(({ name, address }) => name.toLowerCase() === machine || address.toLowerCase() === machine);
    if (exact !== undefined) return exact;
    const alike = inventory.filter(({ name }) => isShortOf(name.toLowerCase(), machine) || isShortOf(machine, name.toLowerCase()));
    if (alike.length === 1) return alike[0] ?? null;
  }
  return null;
}

/** "net-1" of "net-1.example.net". An address is no name that could be cut. */
const isShortOf = (short: string, long: string): boolean =>
  !short.includes(".") && !/^[\d.]+$|:/.test(long) && long.startsWith(`${short}.`);
