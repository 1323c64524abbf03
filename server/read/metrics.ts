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

async function openNow(): Promise<ReadonlyMap<OpenStatus, number> | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => (timer = setTimeout(() => done(null), PATIENCE_MS)));
  const asked = web().then(({ store }) => store.openStatuses());
  try {
    return await Promise.race([asked.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}
