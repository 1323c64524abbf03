import type { ActionKind } from "#server/door/action.ts";
import type { Right } from "#server/door/visitor.ts";

export interface Query {
  readonly name: string;
  readonly says: string;
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** A body: actions, without the fields that the address has, or one of the forms of forms.ts. */
export type Body = { readonly actions: readonly ActionKind[]; readonly without?: readonly string[] } | { readonly form: string };

/** One method of one address, as its route.ts has it. A test compares the two, rights included. */
export interface Route {
  readonly at: string;
  readonly summary: string;
  /** Null: for all. */
  readonly needs: Right | null;
  readonly query?: readonly Query[];
  readonly body?: Body;
  /** What is answered: a form of forms.ts, or types of content, or where it leads. */
  readonly answer: { readonly form: string } | { readonly types: readonly string[] } | "redirect";
  /** Besides those that follow from what it needs and takes. */
  readonly also?: readonly number[];
}
