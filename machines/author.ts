import type {
  Accounts,
  Arg,
  CollectorSpec,
  Comparison,
  FieldSpec,
  Hide,
  Hypothesis,
  InputSpec,
  Measure,
  Operator,
  Reproduction,
  Rest,
  RoleSpec,
  Runbook,
  Strength,
  Test,
} from "./contract/index.ts";

/** Collectors by id, as an author may name them: literal ids, fields and kinds. */
export type Registry = Readonly<Record<string, CollectorSpec>>;

type FieldName<C extends CollectorSpec> = keyof C["fields"] & string;
type AnyField<C extends Registry> = { [K in keyof C]: FieldName<C[K]> }[keyof C];
type AnyTable<C extends Registry> = { [K in keyof C]: keyof NonNullable<C[K]["tables"]> & string }[keyof C];
type Source<T extends string> = T | "reproduction";

/** Numbers are put in order; a word or a truth is only equal to another or not. */
type OperatorFor<F extends FieldSpec> = F["kind"] extends "state" ? "equal" | "not" : Operator;
type ConstantFor<F extends FieldSpec> = F["kind"] extends "state"
  ? string | boolean
  : F["kind"] extends "counter" | "gauge"
    ? number
    : number | string | boolean;

/** A field of the same reading, or, with `test`, of another one. */
type Ref<C extends Registry, Own extends CollectorSpec, T extends string, R extends string> =
  | (RefRest<R> & { readonly test?: never; readonly field: FieldName<Own> })
  | (RefRest<R> & { readonly test: Source<T>; readonly field: AnyField<C> });
type RefRest<R extends string> = Omit<Exclude<Comparison["value"], number | string | boolean>, "test" | "role" | "field"> & {
  readonly role?: R;
};
type RefElsewhere<C extends Registry, T extends string, R extends string> = RefRest<R> & {
  readonly test: Source<T>;
  readonly field: AnyField<C>;
};

type ComparisonFor<C extends Registry, Own extends CollectorSpec, T extends string, R extends string> = {
  [F in FieldName<Own>]: {
    readonly field: F;
    readonly of?: NonNullable<Comparison["of"]>;
    readonly is: OperatorFor<Own["fields"][F]>;
    readonly value: ConstantFor<Own["fields"][F]> | Ref<C, Own, T, R>;
  };
}[FieldName<Own>];

type ClaimFor<C extends Registry, Own extends CollectorSpec, T extends string, R extends string> = ComparisonFor<C, Own, T, R> & {
  readonly strength: Strength;
  readonly provided?: ComparisonFor<C, Own, T, R>;
  readonly providedWhy?: string;
};

type ArgFor<I extends string, R extends string> =
  Extract<Arg, { readonly literal: string }> | { readonly input: I } | { readonly addressOf: R };

type HoleFor<C extends Registry, T extends string, R extends string, I extends string> =
  | { readonly input: I }
  | { readonly field: RefElsewhere<C, T, R> }
  | { readonly row: { readonly test: T; readonly table: AnyTable<C>; readonly column: string } };

type HypothesisFor<C extends Registry, H extends string, T extends string, R extends string, M extends string, I extends string> = Omit<
  Hypothesis,
  "at" | "object" | "accounts" | "contributesTo" | "alone" | "setOff" | "holes"
> & {
  readonly at: readonly R[];
  readonly object?: Omit<NonNullable<Hypothesis["object"]>, "test" | "table" | "or"> & {
    readonly test: T;
    readonly table: AnyTable<C>;
    readonly or?: readonly {
      readonly test: T;
      readonly table: AnyTable<C>;
      readonly by: string;
      readonly of?: NonNullable<Hypothesis["object"]>["of"];
    }[];
  };
  readonly accounts?: Omit<Accounts, "measure" | "by" | "or" | "outOf"> & {
    readonly measure: M;
    readonly by: RefElsewhere<C, T, R>;
    readonly or?: readonly RefElsewhere<C, T, R>[];
    readonly outOf?: RefElsewhere<C, T, R>;
  };
  readonly contributesTo?: readonly H[];
  readonly alone?: MeasureFor<C, T, R>["present"];
  readonly setOff?: { readonly test: T; readonly field: AnyField<C>; readonly say: string };
  readonly holes?: Readonly<Record<string, HoleFor<C, T, R, I>>>;
};

type MeasureFor<C extends Registry, T extends string, R extends string> = Omit<Measure, "missing" | "of" | "present"> & {
  readonly missing: RefElsewhere<C, T, R>;
  readonly of?: RefElsewhere<C, T, R>;
  readonly present: Comparison & { readonly test: Source<T>; readonly role: R; readonly field: AnyField<C> };
};

type RestFor<C extends Registry, H extends string, T extends string, R extends string> = Omit<
  Rest,
  "missing" | "of" | "present" | "beside"
> &
  Pick<MeasureFor<C, T, R>, "missing" | "of" | "present"> & { readonly beside?: readonly H[] };

type HideFor<C extends Registry, H extends string, T extends string, R extends string> = Omit<Hide, "present" | "hypotheses" | "at"> &
  Pick<MeasureFor<C, T, R>, "present"> & { readonly hypotheses: readonly H[]; readonly at?: readonly R[] };

type ReproductionFor<C extends Registry, I extends string, R extends string> = {
  [K in keyof C & string]: Omit<
    Reproduction,
    "collect" | "role" | "args" | "watchArgs" | "proof" | "smallestPercentInput" | "sentField"
  > & {
    readonly collect: K;
    readonly role: R;
    readonly args: Readonly<Record<string, ArgFor<I, R>>>;
    readonly watchArgs?: Readonly<Record<string, ArgFor<I, R>>>;
    readonly proof: readonly ComparisonFor<C, C[K], never, R>[];
    readonly smallestPercentInput?: I;
    readonly sentField: FieldName<C[K]>;
  };
}[keyof C & string];

type TestFor<C extends Registry, H extends string, T extends string, R extends string, I extends string> = {
  [K in keyof C & string]: Omit<Test, "id" | "collect" | "on" | "args" | "predicts"> & {
    readonly id: T;
    readonly collect: K;
    readonly on: readonly NoInfer<R>[];
    readonly args?: Readonly<Record<string, ArgFor<NoInfer<I>, NoInfer<R>>>>;
    readonly predicts: { readonly [P in NoInfer<H>]?: readonly ClaimFor<C, C[K], NoInfer<T>, NoInfer<R>>[] };
  };
}[keyof C & string];

/** A runbook as its author writes it: every name it uses is declared in it, or in the registry. */
export interface Authored<
  C extends Registry,
  H extends string,
  T extends string,
  R extends string,
  I extends string,
  M extends string,
> extends Omit<Runbook, "roles" | "inputs" | "reproduction" | "measures" | "rests" | "hides" | "hypotheses" | "tests" | "signature"> {
  readonly roles: Readonly<Record<R, RoleSpec>>;
  readonly inputs: Readonly<Record<I, InputSpec>>;
  readonly reproduction?: ReproductionFor<C, NoInfer<I>, NoInfer<R>>;
  readonly measures: Readonly<Record<M, MeasureFor<C, NoInfer<T>, NoInfer<R>>>>;
  readonly rests?: Readonly<Record<string, RestFor<C, NoInfer<H>, NoInfer<T>, NoInfer<R>>>>;
  readonly hides?: Readonly<Record<string, HideFor<C, NoInfer<H>, NoInfer<T>, NoInfer<R>>>>;
  readonly hypotheses: Readonly<Record<H, HypothesisFor<C, NoInfer<H>, NoInfer<T>, NoInfer<R>, NoInfer<M>, NoInfer<I>>>>;
  readonly tests: readonly TestFor<C, H, T, R, I>[];
}

/** The author's door for one registry. It returns what it was given: a runbook stays the data that was written. */
export interface DefineRunbook<C extends Registry> {
  <const H extends string, const T extends string, const R extends string, const I extends string, const M extends string>(
    runbook: Authored<C, H, T, R, I, M>,
  ): Runbook;
}
