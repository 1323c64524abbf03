import type { Cell } from "#machines/sweep/cell-state.ts";
import { EXIT } from "../exit.ts";
import { plain } from "../plain.ts";

/** How one host stands. */
export interface HostTold extends Pick<Cell, "state" | "reason" | "say" | "lines"> {
  readonly host: string;
  readonly address: string;
}

export interface End {
  readonly sweep: string;
  readonly runbook: string;
  readonly version: number;
  readonly cause: string;
  readonly status: "running" | "ended" | "stopped";
  readonly hosts: number;
}

export interface Tell {
  /** As each host settles. */
  host(told: HostTold): void;
  /** At the end. Returns the exit code. */
  end(end: End): number;
}

const SAYS: Readonly<Record<Cell["state"], string>> = {
  matches: "shows it",
  notSeen: "not seen",
  refuted: "refuted",
  cannotTell: "cannot tell",
  unreached: "not reached",
  waiting: "key not approved",
  stopped: "stopped",
  running: "being read",
  pending: "not read",
};

/** Lines for a person, or with `json` one JSON object for each host and one at the end. */
export function teller(json: boolean): Tell {
  const counts = new Map<Cell["state"], number>();
  const write = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    host: (told) => {
      counts.set(told.state, (counts.get(told.state) ?? 0) + 1);
      if (json) return write(told);
      const lines = told.lines.map(({ test, say }) => `\n    ${test}: ${say}`).join("");
      process.stdout.write(plain(`${told.host}  ${SAYS[told.state]}${told.reason === null ? lines : `: ${told.say}`}\n`));
    },
    end: (end) => {
      if (json) write({ ...end, counts: Object.fromEntries(counts) });
      else
        process.stdout.write(
          `${[...counts].map(([state, count]) => `${count} ${SAYS[state]}`).join(", ")}; of ${end.hosts} ${end.hosts === 1 ? "host" : "hosts"}.\n`,
        );
      if (["unreached", "waiting"].some((state) => counts.has(state as Cell["state"]))) return EXIT.unreached;
      const known = (counts.get("matches") ?? 0) + (counts.get("notSeen") ?? 0) + (counts.get("refuted") ?? 0);
      return known === end.hosts ? EXIT.found : EXIT.open;
    },
  };
}
