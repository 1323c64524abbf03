import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { innerMtu } from "./encapsulation.ts";
import { isNumber } from "./source-readings.ts";

/** An ESP state of one of the hosts, and the largest packet that fits through it over a link of some MTU. */
interface Encrypted {
  readonly say: string;
  /** Null where its sizes are not known. */
  readonly carries: ((mtu: number) => number) | null;
}

function encrypted(given: Given): readonly Encrypted[] {
  const read = given.sources.filter(({ collector }) => collector === "ipsec");
  return read.flatMap(({ answer, host }) =>
    "fields" in answer
      ? (answer.tables?.["states"] ?? [])
          .filter((row) => row["protocol"] === "esp")
          .map((row) => ({ say: `ESP ${String(row["source"])} > ${String(row["target"])} on ${host.name}`, carries: carriedBy(row) }))
      : [],
  );
}

function carriedBy(row: Row): ((mtu: number) => number) | null {
  const [iv, icv, block] = [row["iv"], row["icv"], row["block"]];
  if (!isNumber(iv) || !isNumber(icv) || !isNumber(block)) return null;
  const version = String(row["target"]).includes(":") ? 6 : 4;
  const transform = { iv, icv, block };
  return (mtu) =>
    innerMtu({ kind: "esp", transform, natTraversal: row["inUdp"] === true, transport: row["mode"] !== "tunnel" }, mtu, { version });
}

/** The ESP that leaves exactly this much of a link of this MTU, after what else is inside it; "unsure" where one is of unknown size; null where none does. */
export function espAt(
  given: Given,
  { boundary, mtu, inside = 0 }: { readonly boundary: number; readonly mtu: number; readonly inside?: number },
): string | null {
  const all = encrypted(given);
  const match = all.find(({ carries }) => carries !== null && carries(mtu) - inside === boundary);
  if (match !== undefined) return match.say;
  return all.some(({ carries }) => carries === null) ? "unsure" : null;
}
