import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections } from "../section.ts";
import { instancesIn, type Instance } from "./configuration.ts";
import { saidIn } from "./log.ts";

/** No host has more; each is looked for among all of them. */
const MOST_INSTANCES = 1_000;

export function parseKeepalived(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const [daemon = "", running, count] = linesOf(all, "daemon");
  const files = linesOf(all, "files").map((line) => {
    const [, age = "", path = ""] = /^(-?\d{1,12}) (.+)$/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a file with its age`);
    return { age: Number(age), path };
  });
  const instances = instancesIn(linesOf(all, "configuration"));
  const meant = instanceFor(instances, output.args["address"]);
  const [epoch, local = ""] = linesOf(all, "now");
  if (instances.length > MOST_INSTANCES) unparsable(`more than ${MOST_INSTANCES} instances`);
  const [logFile, ...lines] = linesOf(all, "log");
  const none = unknown("no log with lines of keepalived was found in the journal or in /var/log");
  const said = logFile === undefined ? null : saidIn(lines, { epoch: Number(decimal(epoch, "clock")), local });
  const of = (value: number | undefined): Value => value ?? none;
  return {
    fields: {
      daemon: daemon.replace(/^(\d+) (.+)$/, "$2 ($1)"),
      runningSeconds: decimal(running, "time since its start"),
      daemons: decimal(count, "daemons"),
      file: files[0]?.path ?? unknown("the configuration has no file"),
      changedSecondsAgo:
        files.length === 0 ? unknown("the configuration has no file") : Math.max(0, Math.min(...files.map(({ age }) => age))),
      instances: instances.length,
      ...(meant === null ? settingsUnknown(instances) : settingsOf(meant)),
      logFile: logFile ?? none,
      timersExpired: of(said?.timersExpired),
      longestTimerMs: of(said?.longestTimerMs),
      refusedAuth: of(said?.refusedAuth),
      refused: of(said?.refused),
      timeouts: of(said?.timeouts),
      becameMaster: of(said?.becameMaster),
      priorityChanges: of(said?.priorityChanges),
      sendErrors: of(said?.sendErrors),
      lateTakeovers: of(said?.lateTakeovers),
    },
    tables: { instances: instances.map(rowOf) },
  };
}

/** The one that has the address; the only one, where none has it. */
function instanceFor(instances: readonly Instance[], address: string | undefined): Instance | null {
  const having = instances.filter(({ addresses, excluded }) => address !== undefined && [...addresses, ...excluded].includes(address));
  const chosen = having.length > 0 ? having : instances;
  return chosen.length === 1 ? (chosen[0] ?? null) : null;
}

const settingsOf = (instance: Instance): Readonly<Record<string, Value>> => {
  const weights = Object.entries(instance.weights).toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return {
    interface: instance.interface,
    vrid: instance.vrid,
    priority: instance.priority,
    lowestPriority: Math.max(0, instance.priority + sum(weights.map(([, weight]) => Math.min(0, weight)))),
    highestPriority: instance.priority + sum(weights.map(([, weight]) => Math.max(0, weight))),
    heaviestCheck: weights[0]?.[0] ?? "none",
    advertMs: instance.advertMs,
    version: instance.version,
    auth: instance.auth,
    addresses: instance.addresses.join(", "),
    nopreempt: instance.nopreempt,
    unicast: instance.unicast,
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const SETTINGS =
  "interface,vrid,priority,lowestPriority,highestPriority,heaviestCheck,advertMs,version,auth,addresses,nopreempt,unicast".split(",");

const settingsUnknown = (instances: readonly Instance[]): Readonly<Record<string, Value>> => {
  const why = unknown(
    instances.length === 0
      ? "the configuration has no vrrp_instance"
      : `which of ${instances.length} vrrp_instances has the address is not known`,
  );
  return Object.fromEntries(SETTINGS.map((name) => [name, why]));
};

const rowOf = (instance: Instance, index: number, all: readonly Instance[]): Row => ({
  key: all.findIndex(({ name }) => name === instance.name) === index ? instance.name : `${instance.name} (${index + 1})`,
  vrid: instance.vrid,
  priority: instance.priority,
  advertMs: instance.advertMs,
  auth: instance.auth,
  interface: instance.interface,
  addresses: [...instance.addresses, ...instance.excluded].join(", "),
  weights: Object.entries(instance.weights)
    .map(([name, weight]) => `${name} ${weight}`)
    .join(", "),
});
