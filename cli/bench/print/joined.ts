import type { Accuracy, Row, Table } from "./accuracy.ts";

/** What there is to run today. */
export interface Today {
  /** Undefined of a runbook that is no more. */
  versionOf(runbook: string): number | undefined;
  isPlanned(runbook: string, fault: string): boolean;
}

/**
 * What was told before with what was run since. A runbook loses what it had when its version is another today, and a run whose fault it is
 * no longer pointed at goes too; of the others a run replaces its like and the rest stays, compared with the prior that it had.
 */
export function joined(before: Accuracy, since: Accuracy, today: Today): Accuracy {
  const fresh = new Map(since.tables.map((table) => [keyOf(table), table]));
  const kept = before.tables.filter(({ runbook, version }) => version === today.versionOf(runbook)).map((table) => planned(table, today));
  const old = new Map(kept.map((table) => [keyOf(table), table]));
  const tables = [...new Set([...old.keys(), ...fresh.keys()])].toSorted().flatMap((key) => tableOf(old.get(key), fresh.get(key)));
  const [from] = [before, since]
    .map((one) => one.from)
    .filter(Boolean)
    .toSorted();
  const isAllNew = kept.length === 0;
  return {
    ...since,
    machines: isAllNew ? since.machines : union(before.machines, since.machines),
    commits: isAllNew ? since.commits : union(before.commits, since.commits),
    from: isAllNew ? since.from : (from ?? ""),
    to: since.to === "" ? before.to : since.to,
    tables,
    ...looksIn(before, since, today),
  };
}

/** Likewise: a run replaces its like, and what is not of today goes. */
function looksIn(before: Accuracy, since: Accuracy, today: Today): Pick<Accuracy, "looks"> {
  const kept = (before.looks ?? []).filter(({ runbook, version }) => version === today.versionOf(runbook));
  const fresh = since.looks ?? [];
  const looks = [...new Set([...kept, ...fresh].map(({ runbook }) => runbook))].toSorted().flatMap((id) => {
    const [old, now] = [kept, fresh].map((all) => all.find(({ runbook }) => runbook === id));
    const last = now ?? old;
    if (last === undefined) return [];
    const run = new Set(now?.rows.map(runOf));
    const rows = [...(old?.rows ?? []).filter((row) => !run.has(runOf(row)) && today.isPlanned(id, row.fault)), ...(now?.rows ?? [])];
    const counted = new Set(rows.map(runOf));
    const again = new Set(now?.notCounted.map(runOf));
    const notCounted = [...(old?.notCounted ?? []).filter((one) => !again.has(runOf(one))), ...(now?.notCounted ?? [])];
    return [{ ...last, rows, notCounted: notCounted.filter((one) => !counted.has(runOf(one))) }];
  });
  return looks.length === 0 ? {} : { looks };
}

const union = <T>(before: readonly T[], since: readonly T[]): readonly T[] => [...new Set([...before, ...since])];

const keyOf = ({ runbook, source }: Table): string => `${runbook} ${source === "live" ? 0 : 1}`;

/** Recorded ones are planned by their files, and are all run at once in seconds: only hosts that were live are kept one by one. */
const planned = (table: Table, today: Today): Table =>
  table.source === "frozen"
    ? table
    : {
        ...table,
        rows: table.rows.filter(({ fault }) => today.isPlanned(table.runbook, fault)),
        notCounted: table.notCounted.filter(({ fault }) => today.isPlanned(table.runbook, fault)),
      };

function tableOf(old: Table | undefined, fresh: Table | undefined): readonly Table[] {
  if (old === undefined || fresh === undefined) return [old ?? fresh].filter((table) => table !== undefined);
  const runs = new Set(fresh.rows.map(runOf));
  const rows = [...old.rows.filter((row) => !runs.has(runOf(row))), ...fresh.rows];
  const counted = new Set(rows.map(runOf));
  const again = new Set(fresh.notCounted.map(runOf));
  const notCounted = [...old.notCounted.filter((one) => !again.has(runOf(one))), ...fresh.notCounted];
  return [{ ...fresh, window: old.window, prior: old.prior, rows, notCounted: notCounted.filter((one) => !counted.has(runOf(one))) }];
}

const runOf = ({ fault, repeat }: Pick<Row, "fault" | "repeat">): string => `${fault} ${repeat}`;
