import type { Said } from "../score/said.ts";

/** What an investigation of any kind costs the hosts and the engineer. Pre-flight and the ledger, which all of them need, are left out. */
export interface Cost {
  readonly commands: number;
  /** Absent where every command took one. */
  readonly readings?: number;
  readonly probes: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface Answer {
  readonly said: Said;
  readonly cost: Cost;
}

export const NOTHING: Cost = { commands: 0, probes: 0, bytes: 0, ms: 0 };

/** Names one cause without a doubt, as those do who do not weigh. */
export const naming = (id: string, at: { readonly host?: string | undefined; readonly object?: string | undefined }): Said => ({
  kind: "cause",
  causes: [
    {
      id,
      certainty: "established",
      ...(at.host === undefined ? {} : { host: at.host }),
      ...(at.object === undefined ? {} : { object: at.object }),
    },
  ],
  contributing: [],
  supported: [],
});

export const silent = (kind: "undetermined" | "symptomAbsent"): Said => ({ kind, causes: [], contributing: [], supported: [] });
