import type { Row } from "#machines/contract/value.ts";

/** The interface by which a host would answer an address of IPv4: the most specific route, then the least metric. Null where none is shown, or it is IPv6. */
export function wayBack(routes: readonly Row[], address: string): string | null {
  const wanted = bitsOf(address);
  if (wanted === null) return null;
  const fitting = routes.flatMap((row) => {
    const [network = "", prefix] = String(row["destination"] === "default" ? "0.0.0.0/0" : row["destination"]).split("/");
    const [bits, length] = [bitsOf(network), prefix === undefined ? 32 : Number(prefix)];
    if (bits === null || typeof row["dev"] !== "string") return [];
    // A shift by 32 is none.
    const fits = length === 0 || bits >>> (32 - length) === wanted >>> (32 - length);
    return fits ? [{ length, metric: Number(row["metric"]), dev: row["dev"] }] : [];
  });
  return fitting.toSorted((a, b) => b.length - a.length || a.metric - b.metric)[0]?.dev ?? null;
}

function bitsOf(address: string): number | null {
  const parts = address.split(".").map(Number);
  const octets = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return octets ? parts.reduce((bits, part) => ((bits << 8) | part) >>> 0, 0) : null;
}
