import { unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { exactJson, isList, isObject, type Json } from "../json.ts";
import { keyIn, type Address, type Link } from "./link.ts";

type JsonObject = { readonly [key: string]: Json };

/** What `ip -d -j addr` says about one namespace; `cut` when a large host's list ends before its end. */
export interface LinksRead {
  readonly links: readonly Link[];
  readonly cut: boolean;
}

export function linksFromJson(namespace: string, text: string): LinksRead {
  const trimmed = text.trim();
  if (trimmed === "") return { links: [], cut: true };
  const whole = trimmed.endsWith("]");
  // Bounded output ends within an object: what came whole before it is kept.
  const end = trimmed.lastIndexOf('},{"ifindex":');
  if (!whole && end < 0) return unparsable("ip addr: cut before its first interface ends");
  const list = exactJson(whole ? trimmed : `${trimmed.slice(0, end)}}]`, "ip addr");
  if (!isList(list)) return unparsable("ip addr: not a list");
  const objects = list.filter((one): one is JsonObject => isObject(one) && Object.keys(one).length > 0);
  return { links: objects.map((one) => link(namespace, one)), cut: !whole };
}

function link(namespace: string, one: JsonObject): Link {
  const name = wordOf(one["ifname"]) ?? unparsable("ip addr: an interface without a name");
  const info = isObject(one["linkinfo"]) ? one["linkinfo"] : {};
  const flags = isList(one["flags"]) ? one["flags"] : [];
  const loopback = one["link_type"] === "loopback";
  const ifindex = numberOf(one["ifindex"]) ?? unparsable(`ip addr: ${name} has no number`);
  return {
    key: keyIn(namespace, name),
    namespace,
    name,
    ifindex,
    mtu: numberOf(one["mtu"]) ?? unknown(`ip does not say the MTU of ${name}`),
    kind:
      wordOf(info["info_kind"]) ??
      (loopback ? "loopback" : one["link_type"] === "ether" ? "physical" : (wordOf(one["link_type"]) ?? "physical")),
    up: flags.includes("UP"),
    loopback,
    operstate: wordOf(one["operstate"]) ?? "UNKNOWN",
    mac: wordOf(one["address"]) ?? "",
    master: wordOf(one["master"]) ?? null,
    lower: lower(one),
    data: { ...flat(info["info_data"]), ...slave(info) },
    program: isObject(one["xdp"]),
    addresses: isList(one["addr_info"]) ? one["addr_info"].flatMap((each) => (isObject(each) ? address(each) : [])) : [],
  };
}

/** `link` is a name in this namespace, `link_index` a number, in the namespace `link_netnsid` or the one named `link_netns`. */
function lower(one: JsonObject): Link["lower"] {
  const [name, index, nsid, netns] = [
    wordOf(one["link"]),
    numberOf(one["link_index"]),
    numberOf(one["link_netnsid"]),
    wordOf(one["link_netns"]),
  ];
  if (name === undefined && index === undefined) return null;
  return {
    ...(name === undefined ? {} : { name }),
    ...(index === undefined ? {} : { ifindex: index }),
    ...(nsid === undefined ? {} : { nsid }),
    ...(netns === undefined ? {} : { namespace: netns }),
  };
}

const slave = (info: JsonObject): Readonly<Record<string, Value>> => {
  const kind = wordOf(info["info_slave_kind"]);
  const data = isObject(info["info_slave_data"]) ? info["info_slave_data"] : {};
  const state = wordOf(data["state"]);
  return kind === undefined ? {} : { slaveKind: kind, ...(state === undefined ? {} : { slaveState: state }) };
};

/** Words, numbers and truths of info_data; lists and objects are of no use here. */
export const flat = (data: Json | undefined): Readonly<Record<string, Value>> =>
  isObject(data)
    ? Object.fromEntries(
        Object.entries(data).flatMap(([key, value]): readonly (readonly [string, Value])[] =>
          typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[key, value]] : [],
        ),
      )
    : {};

function address(each: JsonObject): readonly Address[] {
  const [family, local, prefix] = [each["family"], wordOf(each["local"]), numberOf(each["prefixlen"])];
  if ((family !== "inet" && family !== "inet6") || local === undefined || prefix === undefined) return [];
  return [{ address: local, prefix, family, scope: wordOf(each["scope"]) ?? "" }];
}

const wordOf = (value: Json | undefined): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
