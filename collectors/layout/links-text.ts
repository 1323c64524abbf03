import { unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import type { LinksRead } from "./links-json.ts";
import { keyIn, type Address, type Link } from "./link.ts";

const HEAD = /^(\d+): ([^\s:@]+)(?:@([^\s:]+))?: <([^>]*)> mtu (\d+)(.*)$/;

/** What `ip -d addr` prints without JSON (iproute2 before 4.14, busybox): a head, and indented lines about it. */
export function linksFromText(namespace: string, lines: readonly string[], most: number): LinksRead {
  const links: Link[] = [];
  let about: string[] = [];
  let head: RegExpExecArray | null = null;
  const close = (): void => {
    if (head !== null) links.push(link(namespace, head, about));
  };
  for (const line of lines) {
    const next = HEAD.exec(line);
    if (next === null) {
      if (head === null && line.trim() !== "") unparsable(`ip addr: "${line.slice(0, 40)}" before the first interface`);
      about.push(line.trim());
      continue;
    }
    close();
    head = next;
    about = [];
  }
  close();
  return { links, cut: lines.length >= most };
}

function link(namespace: string, head: RegExpExecArray, about: readonly string[]): Link {
  const [, index = "", name = "", at, flagText = "", mtu = "", rest = ""] = head;
  const flags = flagText.split(",");
  const ether = about.find((line) => line.startsWith("link/")) ?? "";
  const loopback = flags.includes("LOOPBACK");
  const { kind, data } = kindOf(about.filter((line) => !/^(?:link\/|inet6? |valid_lft)/.test(line)));
  return {
    key: keyIn(namespace, name),
    namespace,
    name,
    ifindex: Number(index),
    mtu: Number(mtu),
    kind: loopback ? "loopback" : (kind ?? kindUnsaid(about, ether)),
    up: flags.includes("UP"),
    loopback,
    operstate: / state (\S+)/.exec(rest)?.[1] ?? "UNKNOWN",
    mac: /^link\/\S+ ([0-9a-f]{2}(?::[0-9a-f]{2}){5})/.exec(ether)?.[1] ?? "",
    master: / master (\S+)/.exec(rest)?.[1] ?? null,
    lower: at === undefined ? null : lower(at, ether),
    data,
    program: rest.startsWith(" xdp"),
    addresses: about.flatMap(address),
  };
}

/** With -d the first line that is not about addresses begins with the kind; without -d there is none. */
const kindUnsaid = (about: readonly string[], ether: string): Value =>
  / promiscuity \d/.test(ether) || about.some((line) => / promiscuity \d/.test(line)) ? "physical" : unknown("this ip does not name kinds");

function lower(at: string, ether: string): Link["lower"] {
  const index = /^if(\d+)$/.exec(at)?.[1];
  const nsid = /link-netnsid (\d+)/.exec(ether)?.[1];
  const namespace = /link-netns (\S+)/.exec(ether)?.[1];
  if (at === "NONE") return null;
  return {
    ...(index === undefined ? { name: at } : { ifindex: Number(index) }),
    ...(nsid === undefined ? {} : { nsid: Number(nsid) }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

const KINDS =
  /^(veth|bridge|vxlan|geneve|gretap|gre|ip6gretap|ip6gre|ip6tnl|ipip|sit|vti6?|vlan|bond|tun|wireguard|macvlan|macvtap|ipvlan|dummy|ifb|openvswitch|team|vrf|erspan|xfrm)\b(.*)$/;
const SLAVE = /^(?:(bridge)_slave|(bond)_slave|(openvswitch)_slave)(?: state (\S+))?/;
/** Words that stand alone or with "no" before them; any other word is followed by its value. */
const ALONE =
  /^(?:no)?(?:learning|rsc|l2miss|l3miss|proxy|udpcsum|udp6zerocsumtx|udp6zerocsumrx|gbp|gpe|external|pmtudisc|ignore-df|csum|icsum|ocsum|iseq|oseq|encap|encap-csum|encap-csum6|remcsum)$/;

function kindOf(lines: readonly string[]): { readonly kind: string | undefined; readonly data: Readonly<Record<string, Value>> } {
  const data: Record<string, Value> = {};
  let kind: string | undefined;
  for (const line of lines) {
    const slave = SLAVE.exec(line);
    if (slave !== null) {
      data["slaveKind"] = slave[1] ?? slave[2] ?? slave[3] ?? "";
      if (slave[4] !== undefined) data["slaveState"] = slave[4];
      continue;
    }
    const [, found, rest = ""] = KINDS.exec(line) ?? [];
    if (found === undefined || kind !== undefined) continue;
    kind = found;
    Object.assign(data, wordsOf(rest.trim().split(/\s+/)));
  }
  return { kind, data };
}

function wordsOf(words: readonly string[]): Readonly<Record<string, Value>> {
  const data: Record<string, Value> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (ALONE.test(word)) {
      const bare = word.replace(/^no(?!ne)/, "");
      data[bare.replace("-", "_")] = bare === word;
      continue;
    }
    const value = words[at + 1];
    if (value === undefined) break;
    data[word === "dstport" ? "port" : word] = /^\d{1,9}$/.test(value) ? Number(value) : value;
    at += 1;
  }
  return data;
}

function address(line: string): readonly Address[] {
  const [, family, local, plain, beside, rest = ""] = /^(inet6?) ([0-9a-fA-F.:]+)(?:\/(\d+)| peer \S+\/(\d+))?(.*)$/.exec(line) ?? [];
  if ((family !== "inet" && family !== "inet6") || local === undefined) return [];
  const bits = plain ?? beside ?? (family === "inet" ? "32" : "128");
  return [{ address: local, prefix: Number(bits), family, scope: /scope (\S+)/.exec(rest)?.[1] ?? "" }];
}
