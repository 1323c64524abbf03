import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Addresses on which only this machine's own people can connect. Any other would need accounts. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether a request's Host header names this server. A page of another site can point its own name at 127.0.0.1 (DNS rebinding);
 * its requests carry that name and are refused.
 */
export function isOurHost(request: IncomingMessage, port: number): boolean {
  const header = request.headers.host ?? "";
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(header);
  const name = match?.[1] ?? match?.[2] ?? "";
  return isLoopback(name.toLowerCase()) && Number(match?.[3] ?? 80) === port;
}
