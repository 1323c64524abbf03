import { runbookById, runbooks } from "#runbooks";
import type { Runbook } from "#machines/contract/index.ts";
import { utcWords } from "#machines/explain/time.ts";
import type { Visitor } from "../access/rights.ts";
import { fitOf } from "../alerts/fit.ts";
import { hostIn, machinesIn } from "../alerts/hosts.ts";
import { web } from "../web.ts";
import { summaryOf } from "./alerts.ts";
import type { Filled } from "./lab.ts";
import { shownTo } from "./shown.ts";

/** As many characters as a title may have. */
const TITLE = 200;

/** The form as far as an alert can fill it; or why it cannot. Only hosts of the inventory are filled in: what labels name otherwise was named by nobody here. */
export async function alertForm(to: string, id: string, visitor: Visitor): Promise<Filled | { readonly say: string }> {
  const { store } = await web();
  const [alert, alike, inventory] = await Promise.all([store.alerts.get(id), store.alerts.alike(id), store.inventory.list()]);
  const runbook = runbookById(to);
  if (alert === null || runbook === undefined) return { say: "The alert that this form should be filled from is not kept any more." };
  const { runbook: fits, cause } = fitOf(alert, runbooks);
  const role = roleFor(runbook, fits === to ? cause : null);
  const found = [...new Set(alike.flatMap(({ labels }) => hostIn(labels, inventory)?.name ?? []))];
  const named = found.slice(0, runbook.roles[role]?.most ?? 1);
  const began = utcWords(alert.startsAt.toISOString());
  const title = (summaryOf(alert) ?? alert.name).slice(0, TITLE).trim().toWellFormed();
  return (await shownTo(visitor)).value({
    key: `alert:${id}`,
    hosts: named.length === 0 ? {} : { [role]: named },
    inputs: {},
    alert: {
      id,
      say: sayFilled({ name: alert.name, role: roleName(runbook, role), named, left: found.slice(named.length) }, machinesIn(alert.labels)),
    },
    title,
    since: began,
  });
}

const roleName = (runbook: Runbook, role: string): string => (runbook.roles[role]?.title ?? role).toLowerCase();

/** Where the cause would be, if its rule names one; else who has to be there. */
function roleFor(runbook: Runbook, cause: string | null): string {
  const at = cause === null ? undefined : runbook.hypotheses[cause]?.at[0];
  const needed = Object.entries(runbook.roles).find(([, { required }]) => required)?.[0];
  return at ?? needed ?? Object.keys(runbook.roles)[0] ?? "host";
}

interface FilledIn {
  readonly name: string;
  readonly role: string;
  readonly named: readonly string[];
  readonly left: readonly string[];
}

function sayFilled({ name, role, named, left }: FilledIn, machines: readonly string[]): string {
  const from = `Filled from the alert ${name}.`;
  const [machine] = machines;
  if (named.length === 0)
    return machine === undefined
      ? `${from} Its labels name no host.`
      : `${from} It is about ${machine}, which is not in the inventory: type how to reach it.`;
  const others = left.length === 0 ? "" : ` It also fires for ${left.join(", ")}.`;
  return `${from} ${named.join(", ")} ${named.length === 1 ? "stands" : "stand"} as ${role}: look whether that is right.${others}`;
}
