import type { ActResult } from "./action.ts";
import type { HostAction } from "./host-action.ts";
import type { Visitor } from "../access/rights.ts";
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";

/** Changes hosts of the inventory. */
export async function onHosts({ inventory, groups }: Office, visitor: Visitor, action: HostAction): Promise<ActResult> {
  if (action.do === "addHosts") return addAll(inventory, action.hosts);
  const { do: _kind, id, ...change } = action;
  const inGroup = (await groups?.ground())?.rows.find((row) => row.id === id)?.group ?? null;
  // With another address it would be another host to its group's grants: whoever may not decide about groups may not lead it out of one.
  if (inGroup !== null && !visitor.rights.has("people"))
    return { ok: false, status: 403, message: `It is in the group ${inGroup}, with grants of its own. An administrator may change it.` };
  try {
    const changed = await inventory.update(id, defined(change));
    return changed === null ? notFound("host", id) : { ok: true, id };
  } catch (error) {
    return nameTaken(error);
  }
}

async function addAll(inventory: Office["inventory"], hosts: Extract<HostAction, { do: "addHosts" }>["hosts"]): Promise<ActResult> {
  const left: string[] = [];
  let added = 0;
  for (const host of hosts) {
    try {
      await inventory.add(defined(host));
      added += 1;
    } catch (error) {
      const result = nameTaken(error);
      if (!result.ok) left.push(host.name);
    }
  }
  return { ok: true, hosts: { added, left } };
}

/** @throws what is not about a name */
export function nameTaken(error: unknown): ActResult {
  if (!(error instanceof Error) || error.name !== "NameTaken") throw error;
  return { ok: false, status: 409, message: error.message, fields: { name: error.message } };
}

const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
