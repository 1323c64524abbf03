import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading, Row } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, sections } from "../section.ts";
import { LIMIT_PACKETS } from "./script.ts";

const ARMED = "CULPRIT-ARMED\n";

export function parsePathCapture(output: CommandOutput): Reading {
  requireExitZero(output);
  // The transport takes the line out, and answers nothing for a sensor that was never armed; a recording may still have it.
  const { stdout } = output;
  const all = sections({ ...output, stdout: stdout.startsWith(ARMED) ? stdout.slice(ARMED.length) : stdout });
  const places = linesOf(all, "places").map(placeIn);
  const totals = linesOf(all, "any").map(totalIn);
  const capture = new Map(linesOf(all, "capture").map((line) => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]));
  const captured = decimal(capture.get("captured"), "captured");
  const dropped = decimal(capture.get("dropped"), "dropped");
  const of = (kind: string): number => totals.filter((row) => row.kind === kind).reduce((sum, { seen }) => sum + seen, 0);
  return {
    fields: {
      places: places.length,
      requests: of("request"),
      replies: of("reply"),
      captured,
      dropped,
      complete: dropped === 0 && typeof captured === "number" && captured < Number(LIMIT_PACKETS) && capture.get("odd") === "0",
    },
    tables: { places, totals },
  };
}

function placeIn(line: string) {
  const [peer = "", kind = "", where = "", direction = "", encapsulation = "", seen, order, again, ...rest] = line.split(" ");
  if (!isKind(kind) || rest.length > 0) unparsable(`places: "${line.slice(0, 60)}"`);
  return {
    key: `${peer} ${kind} ${where} ${direction}${encapsulation === "-" ? "" : ` in ${encapsulation}`}`,
    ...{ peer, kind, interface: where, direction, encapsulation },
    seen: decimal(seen, "places"),
    order: fraction(order, "order"),
    again: decimal(again, "again"),
  } satisfies Row;
}

function totalIn(line: string) {
  const [peer = "", kind = "", seen, ...rest] = line.split(" ");
  if (!isKind(kind) || rest.length > 0) unparsable(`any: "${line.slice(0, 60)}"`);
  const count = decimal(seen, "any");
  return { key: `${peer} ${kind}`, peer, kind, seen: typeof count === "number" ? count : unparsable("any: too many") } satisfies Row;
}

const isKind = (kind: string): boolean => kind === "request" || kind === "reply";
