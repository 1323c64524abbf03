import { z } from "zod";
import { word } from "./word.ts";

/** An address, a host name or an alias of the ssh config; never something ssh could take for an option. */
export const address = word(255).regex(/^[^\s\0-][^\s\0]*$/, "is not an address, a host name or an alias");

export const port = z.number().int().min(1).max(65535);

export const user = z
  .string()
  .trim()
  .regex(/^[a-z_][a-z0-9_.-]{0,31}\$?$/i, "is not a user name");

export const hostFields = {
  name: word(80),
  address,
  port: port.nullish(),
  user: user.nullish(),
  netns: word(64).nullish(),
  group: word(80).nullish(),
  labels: z
    .array(word(60))
    .max(20)
    .transform((labels) => [...new Set(labels)])
    .optional(),
};

/** A page of an ssh config, not a whole data centre at once: each is shown to a person and ticked. */
const MOST_AT_ONCE = 1_000;

/** Actions on the inventory besides adding one host and removing one. */
export const hostActions = [
  /** What is null is taken away, what is left out stays. */
  z.strictObject({ do: z.literal("editHost"), id: word(64), ...hostFields, name: hostFields.name.optional(), address: address.optional() }),
  /** Those whose name is taken are left out, and named in the answer. */
  z.strictObject({ do: z.literal("addHosts"), hosts: z.array(z.strictObject(hostFields)).min(1).max(MOST_AT_ONCE) }),
] as const;

export type HostAction = z.infer<(typeof hostActions)[number]>;

const KINDS: ReadonlySet<string> = new Set(["editHost", "addHosts"]);

export const isHostAction = (action: { readonly do: string }): action is HostAction => KINDS.has(action.do);
