import { z } from "zod";

/** A JSON Schema of the dialect 2020-12, which OpenAPI 3.1 takes as it is. */
export type Form = Readonly<Record<string, unknown>>;

/** What may be sent, as the schema that checks it says it. What it checks by a function of its own (an unseen character, two fields at once) is not in it. */
export function formOf(schema: z.ZodType): Form {
  const { $schema: _dialect, ...form } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: corrected });
  return form;
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;

/** A text that is trimmed and then checked has the limits of the check, too. A pattern of JSON Schema cannot leave large and small letters alike: such a one is left out. */
const corrected: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === "pipe" && def.out._zod.def.type === "string") Object.assign(jsonSchema, formOf(def.out as z.ZodType));
  if (def.checks?.some(ignoresCase) === true) delete jsonSchema.pattern;
};

const ignoresCase = ({ _zod: { def } }: z.core.$ZodCheck): boolean =>
  "pattern" in def && def.pattern instanceof RegExp && def.pattern.flags.includes("i");

/** The same without fields that are not sent, since the address has them. */
export function without(form: Form, fields: readonly string[]): Form {
  const { properties = {}, required = [] } = form as { properties?: Form; required?: readonly string[] };
  return {
    ...form,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fields.includes(name))),
    required: required.filter((name) => !fields.includes(name)),
  };
}
