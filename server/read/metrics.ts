import { exposition } from "../metrics/exposition.ts";
import { databaseFigures, processFigures, workFigures } from "../metrics/figures.ts";
import type { OpenStatus } from "../store/open-statuses.ts";
import { versionShown } from "./version.ts";
import { web } from "../web.ts";

export { TEXT_FORMAT } from "../metrics/exposition.ts";

/** A database that hangs must not take the figures of the process with it: Prometheus waits ten seconds. */
const PATIENCE_MS = 2_000;

/** What whoever keeps Culprit running watches, in Prometheus' text format. */
export async function metricsText(): Promise<string> {
  const [open, version] = await Promise.all([openNow(), versionShown()]);
  return exposition([...processFigures(version), ...workFigures(), ...databaseFigures(open)]);
}

let asking: Promise<ReadonlyMap<OpenStatus, number> | null> | null = null;

/** Asked once at a time: whoever scrapes a database that hangs would take one connection after the other from everybody else. */
const ask = (): Promise<ReadonlyMap<OpenStatus, number> | null> =>
  (asking ??= web()
    .then(({ store }) => store.openStatuses())
    .catch(() => null)
    .finally(() => (asking = null)));

async function openNow(): Promise<ReadonlyMap<OpenStatus, number> | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => (timer = setTimeout(() => done(null), PATIENCE_MS)));
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
