import { z } from "zod";
import { id } from "./word.ts";

/** What people do with alerts that wait. Who hands them in does it elsewhere (alerts.ts): no key of an Alertmanager performs an action. */
export const alertActions = [
  /** With all of its name and group that wait and were here at `seen`: what came since was seen by nobody. */
  z.strictObject({ do: z.literal("dismissAlert"), alert: id, seen: z.iso.datetime() }),
  /** Those that were dismissed together with it wait again. */
  z.strictObject({ do: z.literal("restoreAlert"), alert: id }),
] as const;

export type AlertAction = z.infer<(typeof alertActions)[number]>;

export const isAlertAction = (action: { readonly do: string }): action is AlertAction =>
  action.do === "dismissAlert" || action.do === "restoreAlert";
