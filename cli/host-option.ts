import type { BriefDraft } from "#server/door/action.ts";
import { Usage } from "./exit.ts";

type HostDraft = BriefDraft["hosts"][number];

/** Reads `role=[user@]address[:port][/namespace]`; an IPv6 address with a port is written in brackets. @throws Usage */
export function parseHostOption(text: string): HostDraft {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw new Usage(
      `--host ${text}: write role=[user@]address[:port], for example sender=root@192.0.2.10, or sender=lab:alpha for a lab's host.`,
    );
  // No address and no user has a slash, and no network namespace either: it is a file below /run/netns.
  const [at = "", ...inside] = text.slice(equals + 1).split("/");
  if (inside.length > 1 || inside[0] === "") throw new Usage(`--host ${text}: write one network namespace after the slash.`);
  const [netns] = inside;
  return { role: text.slice(0, equals), ...parseAddress(at), ...(netns === undefined ? {} : { netns }) };
}

/** Reads `[user@]address[:port]`. @throws Usage */
export function parseAddress(text: string): { address: string; port?: number; user?: string } {
  const at = text.lastIndexOf("@");
  const user = at > 0 ? text.slice(0, at) : undefined;
  const rest = at >= 0 ? text.slice(at + 1) : text;
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  const plain = /^([^:]+):(\d+)$/.exec(rest);
  const address = bracketed?.[1] ?? plain?.[1] ?? rest;
  const port = bracketed?.[2] ?? plain?.[2];
  if (address === "") throw new Usage(`${text}: the address is missing.`);
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) throw new Usage(`${text}: a port is between 1 and 65535.`);
  return {
    address,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}
