import { z } from "zod";
import { KEY_RIGHTS, ROLES } from "../access/rights.ts";
import { id, word } from "./word.ts";

/** What is typed to sign in. An address of mail is one, too. */
export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,99}$/, "letters, digits and . _ @ + - only");

/** What the log shows. */
export const nameSchema = word(80);

const roles = z.array(z.enum(ROLES)).max(ROLES.length);

/** What people do with accounts. */
export const peopleActions = [
  z.strictObject({ do: z.literal("invite"), login: loginSchema, name: nameSchema, roles }),
  /** A new link to set a password, for whoever lost theirs or the first link. */
  z.strictObject({ do: z.literal("inviteAgain"), account: id }),
  z.strictObject({ do: z.literal("setRoles"), account: id, roles }),
  z.strictObject({ do: z.literal("disableAccount"), account: id }),
  z.strictObject({ do: z.literal("enableAccount"), account: id }),
  /** Ends every session of somebody. */
  z.strictObject({ do: z.literal("endSessionsOf"), account: id }),
  /** A key of whomever. */
  z.strictObject({ do: z.literal("revokeAnyKey"), key: id }),
  z.strictObject({ do: z.literal("endSession"), session: id }),
  z.strictObject({ do: z.literal("endOtherSessions") }),
  z.strictObject({ do: z.literal("changePassword"), current: z.string().max(1_000), next: z.string().max(1_000) }),
  z
    .strictObject({
      do: z.literal("makeKey"),
      name: nameSchema,
      rights: z.array(z.enum(KEY_RIGHTS)).max(KEY_RIGHTS.length),
      days: z.number().int().min(1).max(366),
    })
    .refine(({ rights }) => !rights.includes("deliver") || rights.length === 1, {
      path: ["rights"],
      message: "A key that hands in alerts does nothing else.",
    }),
  z.strictObject({ do: z.literal("revokeKey"), key: id }),
] as const;

export type PeopleAction = z.infer<(typeof peopleActions)[number]>;

export const isPeopleAction = (action: { readonly do: string }): action is PeopleAction =>
  peopleActions.some(({ shape }) => shape.do.value === action.do);
