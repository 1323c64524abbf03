import { isIPv6 } from "node:net";
import type { Failure } from "#machines/contract/index.ts";

/** A host as somebody wrote it: an address, a name or an alias, perhaps `user@host:port`. */
export interface Target {
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  /** What people call it. */
  readonly name?: string;
}

/** `[user@]host[:port]` as people type it; an IPv6 address with a port stands in brackets. */
export function parseTarget(text: string): Target | Failure {
  const whole = text.trim().replace(/^ssh:\/\//, "");
  const at = whole.lastIndexOf("@");
  const user = at < 0 ? undefined : whole.slice(0, at);
  const place = whole.slice(at + 1);
  const found =
    /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(place) ?? /^([^:[\]]+)(?::(\d{1,5}))?$/.exec(place) ?? (isIPv6(place) ? [place, place] : null);
  const address = found?.[1] ?? "";
  const port = found?.[2] === undefined ? undefined : Number(found[2]);
  const fault = targetFault(address, user, port);
  if (fault !== undefined) return { kind: "badArgument", slot: "host", why: `${JSON.stringify(text.slice(0, 100))}: ${fault}` };
  return {
    address,
    name: text.trim(),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
  };
}

/** A target whose address is itself written `user@host:port`. */
export function withParts(target: Target): Target | Failure {
  const parsed = parseTarget(target.address);
  if ("kind" in parsed) return parsed;
  const fault = targetFault(parsed.address, target.user, target.port);
  if (fault !== undefined)
    return {
      kind: "badArgument",
      slot: "host",
      why: `${JSON.stringify(target.address.slice(0, 100))}: ${fault}`,
    };
  const port = target.port ?? parsed.port;
  const user = target.user ?? parsed.user;
  return {
    address: parsed.address,
    name: target.name ?? target.address,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
  };
}

function targetFault(address: string, user: string | undefined, port: number | undefined): string | undefined {
  const wrong = addressFault(address);
  if (wrong !== undefined) return wrong;
  // OpenSSH refuses the same in a user name (CVE-2023-51385).
  if (user !== undefined && !/^(?!-)[^\s'"`$\\;&<>|(){}\0]{1,255}$/.test(user)) return "not a user name";
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return "the port is from 1 to 65535";
  return undefined;
}

/** No option, nothing that a shell or a resolver would take for more than a name. */
export const addressFault = (address: string): string | undefined =>
  /^(?!-)[A-Za-z0-9_.:%-]{1,255}$/.test(address) ? undefined : "not an address, a name or an alias of the ssh config";
