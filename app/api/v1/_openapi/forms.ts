import { z } from "zod";
import { actionSchema, briefSchema, type ActionKind } from "#server/door/action.ts";
import { deliverySchema } from "#server/door/alerts.ts";
import { RIGHT } from "#server/door/may.ts";
import { credentialsSchema, joinSchema } from "#server/door/sign-in.ts";
import { formOf, without, type Form } from "./form.ts";

/** One investigation in a list; further fields may come. */
const item = z.looseObject({
  ...{ id: z.string(), number: z.int(), title: z.string(), runbookId: z.string() },
  status: z.enum(["running", "waiting", "paused", "concluded", "stopped"]),
  ...{ verdict: z.string().nullable(), certainty: z.string().nullable(), cause: z.string().nullable() },
  ...{ hostNames: z.array(z.string()), practice: z.boolean(), stuck: z.boolean(), commands: z.int(), startedByName: z.string() },
  ...{ createdAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), signedOffBy: z.string().nullable() },
  ...{ overruled: z.boolean(), heldBy: z.string().nullable(), waitsFor: z.string().nullable() },
});

const error = z.object({
  ok: z.literal(false),
  status: z.int(),
  message: z.string().describe("What was refused and why, for people."),
  fields: z.record(z.string(), z.string()).optional().describe("What is wrong with a field, by where it stands."),
});

const done = z.looseObject({
  ok: z.literal(true),
  id: z.string().optional().describe("Of what was made."),
  link: z.string().optional().describe("Of an invitation."),
  secret: z.string().optional().describe("Of an API key; shown once."),
});

const noteForm = (): Form => {
  const { properties, required } = without(actionForm("note"), ["do", "id"]) as { properties: Form; required: readonly string[] };
  const { about } = (actionForm("reviewNote") as { properties: Form }).properties as { about: unknown };
  const review = {
    type: "boolean",
    description: "A note of a review, said while reading it afterwards; `about` is the entry it is about.",
  };
  return { type: "object", additionalProperties: false, properties: { ...properties, about, review }, required };
};

/** What one action takes, as the door checks it. */
export function actionForm(kind: ActionKind): Form {
  const schema = actionSchema.options.find(({ shape }) => shape.do.value === kind);
  if (schema === undefined) throw new TypeError(`no action ${kind}`);
  const right = RIGHT[kind];
  return { ...formOf(schema), description: `Needs the right to ${right}.`, "x-culprit-right": right };
}

/** Forms by the names that routes.ts calls them by. */
export const FORMS: Readonly<Record<string, () => Form>> = {
  Error: () => formOf(error),
  Done: () => formOf(done),
  Page: () =>
    formOf(z.object({ items: z.array(item), next: z.string().nullable().describe("Where the next page begins; null at the end.") })),
  Shown: () => ({ type: "object", description: "What the page about it shows. Fields may be added." }),
  Rows: () => ({ type: "array", items: { type: "object" } }),
  Bundle: () => ({
    type: "object",
    description: "An investigation as it was exported. Its form is versioned, and checked where it is opened.",
  }),
  Note: noteForm,
  Credentials: () => formOf(credentialsSchema),
  Join: () => formOf(joinSchema),
  Token: () => formOf(z.object({ token: z.string() })),
  SshConfig: () => formOf(z.object({ text: z.string().nullable().describe("Null: the file of the account that Culprit runs as.") })),
  Preflight: () => formOf(z.object({ hosts: briefSchema.shape.hosts })),
  Delivery: () => formOf(deliverySchema),
};
