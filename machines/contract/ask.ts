import type { CollectorSpec } from "./collector.ts";

/** A fact that no host shows and only a person can look up: what a switch says, what the console of a guest without a login shows. */
export interface Ask {
  /** One sentence with a question mark. `{host}`, the names of inputs and those of roles are filled in. */
  readonly question: string;
  /** How to look it up: 'On the switch: "show lacp neighbor"'. Filled in like the question. */
  readonly where: string;
  /** Quick replies: the value that claims compare with, and what the button says. */
  readonly choices: Readonly<Record<string, string>>;
}

/** What somebody answered; null: "I don't know". */
export type PersonsAnswer = { readonly choice: string } | null;

/** Under which name a test is answered by a person. Nothing runs on a host for it. */
export const PERSON = "person";

/** The registry's entry for it: without ways, because nothing is run. */
export const personSpec = {
  id: PERSON,
  title: "answer of a person",
  about: "What somebody looked up where Culprit cannot look: on a switch, on a console, in a plan.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  // To find the window of a switch, to look, and to choose.
  costSeconds: 60,
  deadlineMs: 0,
  maxBytes: 0,
  fields: {
    answer: { kind: "state", unit: "", about: "Which of the answers was given" },
  },
} as const satisfies CollectorSpec;
