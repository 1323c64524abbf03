import { type Reading, unknown, type Value } from "#machines/contract/value.ts";

/**
 * How large the receiver's window can become, and what that carries: at most its whole receive buffer is on the way in one round trip (RFC 7323 section 1.1).
 * The kernel begins with tcp_rmem's second number and goes up to the third by itself. A buffer below the second was set by its program, and stays; of
 * a larger one nobody knows, so the third counts, or the buffer where it is more: what is said is never less than what is possible.
 */
export function windowAllows(
  sender: Reading | null,
  receiver: Reading | null,
): Readonly<Record<"windowAllowsMbit" | "windowAllowsPercent", Value>> {
  const of = (reading: Reading | null, name: string): Value => reading?.fields[name] ?? unknown(`${name} was not measured`);
  const [buffer, start, most] = ["receiveBufferBytes", "tcpRmemStartBytes", "tcpRmemMaxBytes"].map((name) => of(receiver, name));
  const [rtt, mbit, reached] = ["minRttMs", "mbit", "reachedPercent"].map((name) => of(sender, name));
  const dark = [buffer, start, most, rtt].find((value) => typeof value !== "number");
  if (typeof buffer !== "number" || typeof start !== "number" || typeof most !== "number" || typeof rtt !== "number" || !(rtt > 0)) {
    const why = typeof dark === "object" ? dark : unknown("the round trip is not known");
    return { windowAllowsMbit: why, windowAllowsPercent: why };
  }
  // A tenth: the kernel rounds what a program asks for.
  const bytes = buffer < 0.9 * start ? buffer : Math.max(most, buffer);
  const allowed = (8 * bytes) / (rtt * 1_000);
  const expected = typeof mbit === "number" && typeof reached === "number" && reached > 0 ? (100 * mbit) / reached : null;
  return {
    windowAllowsMbit: allowed,
    windowAllowsPercent: expected === null || expected <= 0 ? unknown("nothing came through to compare with") : (100 * allowed) / expected,
  };
}
