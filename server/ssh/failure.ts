import type { Failure } from "#machines/contract/index.ts";
import type { Destination } from "./transport.ts";

const property = (error: Error, name: string): string => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : "";
};

const NO_ROUTE = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ECONNRESET",
  "EPIPE",
  "EADDRNOTAVAIL",
  "ECONNABORTED",
  "EACCES",
  "EPERM",
]);

/** Several addresses were tried and each has its own error; the first one stands for them. */
const first = (error: Error): Error => {
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const [cause] = causes;
  return cause instanceof Error ? cause : error;
};

/** What an error on the way to a login means. `tried` names the keys that were offered, `notes` the files that could not be used. */
export function connectFailure(
  error: Error,
  where: {
    readonly destination: Destination;
    readonly tried: readonly string[];
    readonly notes: readonly string[];
    readonly afterMs: number;
  },
): Failure {
  const { destination, tried, notes, afterMs } = where;
  const { message } = first(error);
  const code = property(first(error), "code");
  const level = property(error, "level");
  const at = `${destination.address} port ${destination.port}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_NONAME") return { kind: "nameNotFound", name: destination.address };
  const waited = `${(afterMs / 1_000).toFixed(1)} s`;
  if (code === "ETIMEDOUT") return { kind: "unreachable", detail: `${at} did not answer within ${waited}` };
  // The connection stands by then: a log that nobody reads, a full disk or no CPU keeps an SSH server from going on.
  if (level === "client-timeout")
    return { kind: "unreachable", detail: `${at} takes the connection, and its SSH server did not go on within ${waited}` };
  if (level === "client-authentication" || level === "agent" || /too many authentication failures/i.test(message)) {
    return {
      kind: "authenticationFailed",
      user: destination.user,
      tried,
      detail: [message, ...notes].filter((part) => part !== "").join("; "),
    };
  }
  if (code === "ECONNREFUSED") return { kind: "unreachable", detail: `nothing listens on ${at}` };
  if (NO_ROUTE.has(code)) return { kind: "unreachable", detail: `${message} (${at})` };
  return { kind: "unreachable", detail: `the SSH handshake with ${at} failed: ${message}` };
}
