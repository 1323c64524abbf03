import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { isTold, TOLD } from "../access/headers.ts";
import { isOurHost } from "./guard.ts";

/** Which requests are meant for this server, and what is known of them. */
export interface Gate {
  /** Scheme, name and port as people type them; null: any name of the loopback. */
  readonly origin: string | null;
  readonly tls: boolean;
  /** Who may tell where a request came from; null when there is no proxy. */
  readonly proxies: BlockList | null;
  readonly accounts: boolean;
}

export type Let = { readonly ok: true; readonly secure: boolean } | { readonly ok: false; readonly status: number; readonly say: string };

const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** Checks a request and writes into its headers what pages may rely on. Whatever it claimed to have been told by us is dropped. */
export function letIn(request: IncomingMessage, gate: Gate, port: number): Let {
  const { headers } = request;
  for (const name of Object.keys(headers)) if (isTold(name)) delete headers[name];
  if (isForFunctions(request)) return refuse(405, "Nothing here takes this: pages are read, and the API takes JSON.");
  if (!isReadable(request.url ?? "/")) return refuse(400, "This address cannot be read: something in it is not written as addresses are.");
  const peer = request.socket.remoteAddress ?? "";
  const via = gate.proxies === null ? direct(request, gate, peer) : proxied(request, gate.proxies, peer);
  if (!via.ok) return via;
  if (gate.origin === null ? !isOurHost(request, port) : originOf(via.scheme, via.host) !== gate.origin)
    return refuse(421, `This server answers to ${gate.origin ?? "localhost and 127.0.0.1"} only.`);
  headers[TOLD.origin] = gate.origin ?? `${via.scheme}://${via.host}`;
  headers[TOLD.address] = via.address;
  headers[TOLD.path] = (request.url ?? "/").replace(/[?&]_rsc=[^&]*/, "");
  return { ok: true, secure: via.scheme === "https" };
}

/**
 * Next unpacks what a request sends to a function of the server before any page could look at who asks, and that unpacking was broken more than once (CVE-2025-55182,
 * CVE-2026-126187: anybody could run code). Culprit has no such functions, so nothing that could be meant for one gets as far: docs/decisions/036.
 */
function isForFunctions({ method = "GET", url = "/", headers }: IncomingMessage): boolean {
  if (headers["next-action"] !== undefined || /^multipart\/|^application\/x-www-form-urlencoded/i.test(headers["content-type"] ?? ""))
    return true;
  return method !== "GET" && method !== "HEAD" && !url.startsWith("/api/");
}

/** Whatever looks up what an address names would fail at a NUL, and pages at a path that is no UTF-8: it is said once, here. */
function isReadable(url: string): boolean {
  if (/%00/i.test(url)) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

const refuse = (status: number, say: string): Extract<Let, { ok: false }> => ({ ok: false, status, say });

type Via = Extract<Let, { ok: false }> | { readonly ok: true; readonly scheme: string; readonly host: string; readonly address: string };

function direct({ headers }: IncomingMessage, gate: Gate, peer: string): Via {
  // A proxy that nobody told us about would make everybody the local user.
  if (!gate.accounts && FORWARDED.some((name) => headers[name] !== undefined))
    return refuse(421, "This request came through a proxy, and this server knows no accounts. Start it with --accounts and --proxy.");
  return { ok: true, scheme: gate.tls ? "https" : "http", host: headers.host ?? "", address: peer };
}

/** The client is the last address of the chain that none of our proxies has. Whatever stands before it, anybody can write. */
function proxied({ headers }: IncomingMessage, proxies: BlockList, peer: string): Via {
  if (!isIn(proxies, peer)) return refuse(403, "This server answers through its proxy only.");
  const chain = listOf(headers["x-forwarded-for"]);
  const address = chain.findLast((one) => !isIn(proxies, one)) ?? chain[0] ?? peer;
  return {
    ok: true,
    scheme: listOf(headers["x-forwarded-proto"]).at(-1) ?? "http",
    host: listOf(headers["x-forwarded-host"]).at(-1) ?? headers.host ?? "",
    address: isIP(address) === 0 ? peer : address,
  };
}

const listOf = (header: string | string[] | undefined): readonly string[] =>
  (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const isIn = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
};

const originOf = (scheme: string, host: string): string | null => {
  const text = `${scheme}://${host}`;
  return /^https?$/.test(scheme) && /^[\w.:[\]-]+$/.test(host) && URL.canParse(text) ? new URL(text).origin : null;
};

/** Addresses and networks, as 10.0.0.7 or 10.0.0.0/24. Null when one is neither. */
export function proxyList(written: readonly string[]): BlockList | null {
  const list = new BlockList();
  for (const one of written) {
    const [address = "", prefix, ...more] = one.split("/");
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const length = prefix === undefined ? most : Number(/^\d{1,3}$/.exec(prefix)?.[0] ?? -1);
    if (family === 0 || more.length > 0 || length < 0 || length > most) return null;
    list.addSubnet(address, length, family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
