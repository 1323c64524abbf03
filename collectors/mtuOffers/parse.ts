import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";

interface Server {
  readonly pid: string;
  readonly program: string;
  command: string;
  serves: { readonly link: string; readonly mtu: number } | null;
  readonly options: string[];
  readonly hosts: string[];
  unread: string | null;
}

export function parseMtuOffers(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n").filter((line) => line !== "");
  if (lines.pop() !== "end") unparsable("the output ends before its last line");
  const servers = serversIn(lines);
  const client = output.args["client"] ?? "";
  const mine = servers.find((server) => serves(server, client));
  const offers = servers.flatMap((server) => offersOf(server).map((offer) => ({ server, ...offer })));
  const network = mine === undefined ? undefined : offersOf(mine).find(({ tag }) => tag === null)?.mtu;
  const tags = mine === undefined ? [] : tagsOf(mine, client);
  const own = mine === undefined ? undefined : offersOf(mine).find(({ tag }) => tag !== null && tags.includes(tag))?.mtu;
  const none = unknown(mine === undefined ? "no server here hands out this address" : (mine.unread ?? "its server offers no MTU"));
  const networkMtu: Value = network ?? none;
  return {
    fields: {
      servers: servers.length,
      servesClient: mine !== undefined,
      networkMtu,
      offeredMtu: own ?? networkMtu,
      offersMtu: network !== undefined || own !== undefined,
      servingLink: mine?.serves?.link ?? none,
      servingMtu: mine?.serves?.mtu ?? unknown("the server's own interface was not found"),
    },
    tables: { offers: rows(offers, mine) },
  };
}

function serversIn(lines: readonly string[]): readonly Server[] {
  const servers: Server[] = [];
  for (const line of lines) {
    const [, word = "", rest = ""] = /^(\w+) ?(.*)$/.exec(line) ?? [];
    if (word === "server") {
      const [, pid = "", program = ""] = /^(\d{1,10}) ?(.*)$/.exec(rest) ?? unparsable(`"server ${rest.slice(0, 40)}" names no process`);
      servers.push({ pid, program, command: "", serves: null, options: [], hosts: [], unread: null });
      continue;
    }
    const server = servers.at(-1) ?? unparsable(`"${line.slice(0, 40)}" before the first server`);
    if (word === "command") {
      server.command = rest;
      // Options may stand on the command line itself.
      server.options.push(...[...rest.matchAll(/--dhcp-option(?:-force)?=(\S+)/g)].map(([, option = ""]) => option));
    } else if (word === "serves") {
      const [link = "", mtu = ""] = rest.split(" ");
      if (/^\d{2,6}$/.test(mtu)) server.serves = { link, mtu: Number(mtu) };
    } else if (word === "option") server.options.push(rest);
    else if (word === "host") server.hosts.push(rest);
    else if (word === "unread") server.unread = `${rest} could not be read`;
  }
  return servers;
}

/** A server hands out an address when a line of its hosts is about it, or it lies in one of its ranges. */
function serves(server: Server, client: string): boolean {
  if (server.hosts.length > 0) return true;
  return [
    ...server.command.matchAll(/--dhcp-range=(?:[^ ]*?,)?(\d+\.\d+\.\d+\.\d+),(static|\d+\.\d+\.\d+\.\d+),(\d+\.\d+\.\d+\.\d+)/g),
  ].some(([, from = "", , mask = ""]) => (number(from) & number(mask)) === (number(client) & number(mask)));
}

const number = (address: string): number => address.split(".").reduce((sum, octet) => (sum * 256 + Number(octet)) | 0, 0);

/** "fa:16:3e:3f:2a:91,set:port-3f2a91c0-1b,host-10-1-0-11,10.1.0.11": the tags that this client's own line sets. */
const tagsOf = (server: Server, client: string): readonly string[] =>
  server.hosts
    .filter((line) => line.split(/[,\s]/).includes(client))
    .flatMap((line) => [...line.matchAll(/set:([^,\s]+)/g)].map(([, tag = ""]) => tag));

/** "option:mtu,1476", "tag:subnet-1,option:mtu,1450", "26,1476", "dhcp-option-force=26,1458", "AdvLinkMTU 1450;", "option interface-mtu 1450;". */
function offersOf(server: Server): readonly { readonly mtu: number; readonly tag: string | null }[] {
  return server.options.flatMap((line) => {
    const found = /(?:option:mtu|(?:^|[,=])(?:option:)?26|interface-mtu|AdvLinkMTU)[,\s]+(\d{2,5})\b/.exec(line)?.[1];
    if (found === undefined) return [];
    const tag = /tag:([^,\s]+)/.exec(line)?.[1] ?? null;
    // Neutron marks what holds for a whole subnet with the subnet's tag.
    return [{ mtu: Number(found), tag: tag !== null && isNetwork(server, tag) ? null : tag }];
  });
}

const isNetwork = ({ command }: Server, tag: string): boolean => command.includes(`--dhcp-range=set:${tag},`) || tag.startsWith("subnet");

interface Offer {
  readonly server: Server;
  readonly mtu: number;
  readonly tag: string | null;
}

function rows(offers: readonly Offer[], mine: Server | undefined): readonly Row[] {
  const found = new Map<string, Row>();
  for (const { server, mtu, tag } of offers) {
    const option = server.program === "radvd" ? "router advertisement MTU" : "DHCP option 26 (MTU)";
    const where = server.serves?.link ?? `process ${server.pid}`;
    const key = `${option} ${mtu} on ${where}${tag === null ? "" : ` for ${tag}`}`;
    found.set(key, { key, mtu, forClient: server === mine, tag: tag ?? "none", pid: Number(server.pid) });
  }
  return [...found.values()];
}
