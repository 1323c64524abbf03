/** What was said in the end, by Culprit or by whatever it is compared with. */
export interface Said {
  readonly kind: string;
  readonly causes: readonly Named[];
  readonly contributing: readonly Named[];
  /** What it names only to lead to another runbook. */
  readonly handedOver?: readonly string[];
  /** It says that more is wrong than what it names. */
  readonly more?: true;
  /** Hypotheses of which it says that what it names hides them. */
  readonly hidden?: readonly Pick<Named, "id" | "host">[];
  /** Hypotheses that it holds supported besides. */
  readonly supported: readonly Pick<Named, "id" | "host">[];
}

export interface Named {
  readonly id: string;
  readonly certainty: string;
  /** The host's key in the brief: its role. */
  readonly host?: string;
  /** What on that host is guilty. */
  readonly object?: string;
  /** What else there shares it. */
  readonly also?: readonly string[];
}

/** As much of `culprit investigate --json` as a verdict is scored by. */
export interface PrintedReport {
  readonly verdict: {
    readonly kind: string;
    readonly say: string;
    readonly causes: readonly PrintedCause[];
    readonly contributing?: readonly PrintedCause[];
    readonly remains?: readonly unknown[];
  };
  readonly hypotheses: readonly PrintedHypothesis[];
  readonly commands: number;
  /** Absent in runs from before one command could take several: then there were as many. */
  readonly readings?: number;
  readonly probesSent: number;
  readonly bytes: number;
  readonly durationMs: number;
}

interface PrintedCause {
  readonly id: string;
  readonly certainty: string;
  /** Why it is as certain as that, as a sentence. */
  readonly because?: string;
  readonly object: { readonly host?: string; readonly key?: string; readonly also?: readonly string[] };
}

export interface PrintedHypothesis {
  readonly id: string;
  readonly host?: string;
  readonly standing: string;
  readonly hiddenBy?: string;
  readonly evidence: readonly PrintedEvidence[];
}

export interface PrintedEvidence {
  readonly test: string;
  readonly host: string;
  readonly field: string;
  readonly is: string;
  readonly strength: string;
  readonly state: string;
  readonly saw: unknown;
  readonly against: unknown;
  readonly reason?: string;
}

/** A cause that hands over to another runbook names a kind of incident and nobody. */
export const saidIn = ({ verdict, hypotheses }: PrintedReport, handsOver: ReadonlySet<string> = new Set()): Said => ({
  kind: verdict.kind,
  causes: verdict.causes.filter(({ id }) => !handsOver.has(id)).map(namedIn),
  ...(verdict.causes.some(({ id }) => handsOver.has(id))
    ? { handedOver: verdict.causes.flatMap(({ id }) => (handsOver.has(id) ? [id] : [])) }
    : {}),
  contributing: (verdict.contributing ?? []).filter(({ id }) => !handsOver.has(id)).map(namedIn),
  ...((verdict.remains ?? []).length > 0 ? { more: true } : {}),
  hidden: hypotheses.filter(({ hiddenBy }) => hiddenBy !== undefined).map(placeOf),
  supported: hypotheses.filter(({ standing }) => standing === "supported").map(placeOf),
});

const placeOf = ({ id, host }: PrintedHypothesis): Pick<Named, "id" | "host"> => ({ id, ...(host === undefined ? {} : { host }) });

const namedIn = ({ id, certainty, object: { host, key, also } }: PrintedCause): Named => ({
  id,
  certainty,
  ...(host === undefined ? {} : { host }),
  ...(key === undefined ? {} : { object: key }),
  ...(also === undefined ? {} : { also }),
});
