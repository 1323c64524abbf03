import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge } from "../field.ts";
import { parseWaiting } from "./parse.ts";

const SCRIPT = 'read -r a y </proc/uptime && sleep "$1" && read -r b y </proc/uptime && echo "$a $b"';

/**
 * A window in which nothing is sent: what moves in it moves by itself.
 *
 * Shape:
 *     48211.07 48221.09
 * Fields: seconds by the host's own clock between two looks at its uptime; windows is always 1.
 *   Example: seconds = 10.02, windows = 1
 * Empty: never; no output is unparsable.
 * Fails: absent where there is no /proc/uptime.
 * Source: sleep(1), https://docs.kernel.org/filesystems/proc.html (uptime)
 */
export const waiting = {
  id: "waiting",
  title: "waiting",
  about: "Waits some seconds and sends nothing, so that counters can be read on both sides.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 10,
  // A minute is the longest that runbooks may wait, and a stalled host gets as long again.
  deadlineMs: 120_000,
  maxBytes: 4096,
  fields: {
    seconds: gauge("s", "How long it was waited."),
    windows: gauge("windows", "One."),
  },
  ways: [{ argv: ["sh", "-c", literally(SCRIPT), "sh", { slot: "seconds", name: "seconds" }], parse: parseWaiting, privilege: "user" }],
} as const satisfies Collector;
