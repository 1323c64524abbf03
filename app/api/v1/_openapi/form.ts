import { z } from "zod";

/** A JSON Schema of the dialect 2020-12, which OpenAPI 3.1 takes as it is. */
export type Form = Readonly<Record<string, unknown>>;

/** What may be sent, as the schema that checks it says it. What it checks by a function of its own (an unseen character, two fields at once) is not in it. */
export function formOf(schema: z.ZodType): Form {
  const { $schema: _dialect, ...form } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: withWhatFollows });
  return form;
}

/** A text that is trimmed and then checked: the form of what is sent has the limits of the check, too. */
function withWhatFollows({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (zodSchema._zod.def.type !== "pipe" || zodSchema._zod.def.out._zod.def.type !== "string") return;
  const { $schema: _dialect, ...after } = z.toJSONSchema(zodSchema._zod.def.out, { io: "input" });
  Object.assign(jsonSchema, after);
}

/** The same without fields that are not sent, since the address has them. */
export function without(form: Form, fields: readonly string[]): Form {
  const { properties = {}, required = [] } = form as { properties?: Form; required?: readonly string[] };
  return {
    ...form,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fields.includes(name))),
    required: required.filter((name) => !fields.includes(name)),
  };
}
