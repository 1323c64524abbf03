import { unknown, type Value } from "#machines/contract/value.ts";
import { decimal } from "../number.ts";
import type { LinksRead } from "./links-json.ts";
import type { Link } from "./link.ts";

const ARPHRD_LOOPBACK = "772";
const ARPHRD_ETHER = "1";
const IFF_UP = 1;

/** What /sys/class/net says of the own namespace: "eth0 mtu 1500" a line. It knows no addresses and few kinds. */
export function linksFromFiles(lines: readonly string[]): LinksRead {
  const seen = new Map<string, Map<string, string>>();
  for (const line of lines) {
    const [, name, file, value] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
    if (name === undefined || file === undefined) continue;
    seen.set(name, (seen.get(name) ?? new Map<string, string>()).set(file, (value ?? "").trim()));
  }
  const links = [...seen].map(([name, files]) => link(name, files));
  return { links, cut: false };
}

function link(name: string, files: ReadonlyMap<string, string>): Link {
  const number = (file: string): Value => {
    const value = files.get(file);
    return value === undefined || value === "" ? unknown(`this kernel has no ${file} for ${name}`) : decimal(value, `${name} ${file}`);
  };
  const [index, below] = [number("ifindex"), number("iflink")];
  const loopback = files.get("type") === ARPHRD_LOOPBACK;
  return {
    key: name,
    namespace: "",
    name,
    ifindex: typeof index === "number" ? index : 0,
    mtu: number("mtu"),
    kind: loopback ? "loopback" : kind(files),
    up: (Number.parseInt(files.get("flags") ?? "0", 16) & IFF_UP) !== 0,
    loopback,
    operstate: (files.get("operstate") ?? "unknown").toUpperCase(),
    mac: files.get("address") ?? "",
    master: files.get("master") ?? null,
    lower: typeof below === "number" && typeof index === "number" && below !== index && below > 0 ? { ifindex: below } : null,
    data: {},
    program: unknown("sysfs does not say whether a program is attached"),
    addresses: [],
  };
}

function kind(files: ReadonlyMap<string, string>): Value {
  if (files.has("tun_flags")) return "tun";
  const said = files.get("kind") ?? files.get("devtype");
  if (said !== undefined) return said;
  return files.get("type") === ARPHRD_ETHER ? unknown("sysfs does not name the kind") : `type ${files.get("type") ?? "unknown"}`;
}
