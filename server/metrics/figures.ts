import type { VerdictKind } from "#machines/contract/index.ts";
import type { OpenStatus } from "../store/open-statuses.ts";
import { eventLoopBusySeconds, eventLoopLag } from "./event-loop.ts";
import type { Figure } from "./exposition.ts";
import { tally, type Tally } from "./tally.ts";

/** Those that nothing has come to are told as 0, so that the first one is seen as an increase. */
const VERDICTS: Readonly<Record<VerdictKind, 0>> = { cause: 0, several: 0, noneOfThese: 0, undetermined: 0, symptomAbsent: 0 };

const one = (name: string, type: Figure["type"], help: string) => (value: number) => ({ name, type, help, values: [{ value }] }) as const;

const byLabel = (label: string, counts: Iterable<readonly [string, number]>): Figure["values"] =>
  Array.from(counts, ([name, value]) => ({ labels: { [label]: name }, value }));

/** What happened in this process. */
export function workFigures(now: Tally = tally()): readonly Figure[] {
  const counter = (name: string, help: string, value: number): Figure => one(name, "counter", help)(value);
  const gauge = (name: string, help: string, value: number): Figure => one(name, "gauge", help)(value);
  return [
    counter("culprit_investigations_started_total", "Investigations begun by this process, each host of a sweep being one.", now.started),
    {
      name: "culprit_investigations_concluded_total",
      type: "counter",
      help: "Investigations that this process brought to a verdict, by its kind.",
      values: byLabel("verdict", Object.entries({ ...VERDICTS, ...Object.fromEntries(now.concluded) })),
    },
    counter("culprit_investigations_stopped_total", "Investigations that were stopped before a verdict.", now.stopped),
    counter("culprit_commands_total", "Commands that investigations ran on hosts, as their logs have them.", now.commands),
    {
      name: "culprit_hosts_not_reached_total",
      type: "counter",
      help: "Hosts that an investigation could not connect or log in to, by why.",
      values: byLabel("failure", now.unreached),
    },
    {
      name: "culprit_worker_places",
      type: "gauge",
      help: "How many this process works on at once at most.",
      values: byLabel("work", Object.entries(now.places)),
    },
    {
      name: "culprit_worker_places_used",
      type: "gauge",
      help: "How many this process works on now.",
      values: byLabel("work", [
        ["investigations", now.underWay.investigations],
        ["sweeps", now.underWay.sweeps],
      ]),
    },
    gauge("culprit_watches", "Investigations of this process that wait for a symptom to show again.", now.underWay.watches),
    gauge("culprit_streams", "Live streams that pages and programs follow.", now.underWay.streams),
  ];
}

/** How the database stands. Null: it did not answer. */
export function databaseFigures(open: ReadonlyMap<OpenStatus, number> | null): readonly Figure[] {
  const up = one("culprit_database_up", "gauge", "1 where the database answered this question in time.")(open === null ? 0 : 1);
  if (open === null) return [up];
  const help = "Investigations that have not ended, by status, in all processes; 10,000 stands for that many and more.";
  return [up, { name: "culprit_investigations_open", type: "gauge", help, values: byLabel("status", open) }];
}

/** The process itself; the names that start with process_ are those of every Prometheus client. */
export function processFigures(version: string): readonly Figure[] {
  const lag = eventLoopLag();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    {
      name: "culprit_build_info",
      type: "gauge",
      help: "Always 1; which version runs, on which Node.",
      values: [{ labels: { version, node: process.version }, value: 1 }],
    },
    one("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.")(startedAt()),
    one("process_cpu_seconds_total", "counter", "Processor time used.")((user + system) / 1e6),
    one("process_resident_memory_bytes", "gauge", "Memory that the process has.")(rss),
    one("culprit_heap_used_bytes", "gauge", "Memory that JavaScript objects take.")(heapUsed),
    one("culprit_event_loop_busy_seconds_total", "counter", "Time in which the event loop did something.")(eventLoopBusySeconds()),
    ...(lag === null
      ? []
      : [
          {
            name: "culprit_event_loop_lag_seconds",
            type: "gauge" as const,
            help: "By how much the event loop was late in the last whole 15 seconds.",
            values: [
              { labels: { stat: "p50" }, value: lag.p50 },
              { labels: { stat: "p99" }, value: lag.p99 },
              { labels: { stat: "max" }, value: lag.max },
            ],
          },
        ]),
  ];
}

const startedAt = (): number => Math.round(Date.now() / 1_000 - process.uptime());
