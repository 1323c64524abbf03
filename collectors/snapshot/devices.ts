import type { Row } from "#machines/contract/value.ts";

/**
 * "@ eth0", then lines of sysfs ("mtu: 1500"), `ethtool -i`, and after a heading of one word those of -k, -g and -l. One row for each thing that can be
 * set or that a driver says of itself: "eth0 mtu", "eth0 offload tx-checksumming", "eth0 ring rx".
 */
export function parseDevices(lines: readonly string[]): readonly Row[] {
  const rows: Row[] = [];
  let device = "";
  let part = "";
  let current = true;
  for (const line of lines) {
    if (line.startsWith("@ ")) {
      device = line.slice(2).trim();
      [part, current] = ["", true];
    } else if (HEADINGS.has(line)) [part, current] = [line, line === "offloads"];
    else if (/^Current hardware settings/.test(line)) current = true;
    else if (/^Pre-set maximums/.test(line)) current = false;
    else if (current) {
      const row = rowOf(device, part, line);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}

const HEADINGS: ReadonlySet<string> = new Set(["offloads", "rings", "channels"]);

/** What names the place of the card, or says what ethtool can do, is no property that matters. */
const IGNORED: ReadonlySet<string> = new Set([
  "bus-info",
  "expansion-rom-version",
  "supports-statistics",
  "supports-test",
  "supports-eeprom-access",
  "supports-register-dump",
  "supports-priv-flags",
]);

const NAME: Readonly<Record<string, string>> = { offloads: "offload ", rings: "ring ", channels: "channel " };

function rowOf(device: string, part: string, line: string): Row | null {
  const words = /^\s*([A-Za-z][\w -]*?):\s*(.*)$/.exec(line);
  if (words === null || device === "") return null;
  const [, name = "", value = ""] = words;
  // A feature that cannot be set says nothing about who set what; "[fixed]" and "[requested on]" are ethtool's remarks.
  if (IGNORED.has(name) || value === "" || value === "n/a" || value.includes("[fixed]")) return null;
  // Of the parts that a feature has (they are indented), only those that touch checksums and tunnels.
  if (part === "offloads" && /^\s/.test(line) && !/checksum|tnl|gre|ipip/.test(name)) return null;
  return { key: `${device} ${NAME[part] ?? ""}${name.toLowerCase()}`, value: value.replace(/ \[.*\]$/, "").trim() };
}
