import { z } from "zod";
import { GROUP_RIGHTS, OUTSIDE } from "../access/groups.ts";
import { ROLES } from "../access/rights.ts";
import { id, word } from "./word.ts";

export const groupNameSchema = word(80);

/** What administrators decide about groups of hosts. `group` is a name that hosts carry; empty for hosts outside the inventory. */
export const groupActions = [
  z.strictObject({
    do: z.literal("grant"),
    group: groupNameSchema.or(z.literal(OUTSIDE)),
    /** One of both. */
    role: z.enum(ROLES).optional(),
    account: id.optional(),
    /** None take away what was granted. */
    rights: z.array(z.enum(["investigate", "probe", "intervene"])).max(GROUP_RIGHTS.length),
  }),
  z.strictObject({ do: z.literal("closeOutside"), closed: z.boolean() }),
  z.strictObject({ do: z.literal("moveHost"), id, group: groupNameSchema.nullable() }),
] as const;

export type GroupAction = z.infer<(typeof groupActions)[number]>;

export const isGroupAction = (action: { readonly do: string }): action is GroupAction =>
  groupActions.some(({ shape }) => shape.do.value === action.do);
