"use client";

import type { CauseOffer } from "#server/read/sweeps.ts";
import { clockWords } from "../atoms/format.ts";
import styles from "./sweeps.module.css";

type Signature = Exclude<CauseOffer["signature"], { readonly cannot: string }>;

interface Props {
  readonly signature: Signature;
  /** On each host, with what was typed. */
  readonly seconds: number;
  readonly hosts: number;
  readonly atOnce: number;
}

/** Logging in, pre-flight and both ends of the ledger: hosts of a lab took 1.4 s each, one after the other, on a busy machine. */
const AROUND_SECONDS = 2;

/** How long one host takes: a window that is told its seconds lasts as long as was typed. */
export function secondsOf({ seconds, window }: Signature["cost"], inputs: Readonly<Record<string, string>>): number {
  const typed = window === undefined ? Number.NaN : Number(inputs[window.input]);
  return window === undefined || !Number.isFinite(typed) || typed <= 0 ? seconds : Math.round((seconds - window.seconds + typed) * 10) / 10;
}

/** What it will cost, before it is started. */
export function Cost({ signature: { cost, looked, left, of }, seconds, hosts, atOnce }: Props): React.JSX.Element {
  const together = Math.ceil(hosts / Math.max(1, atOnce)) * (seconds + AROUND_SECONDS);
  return (
    <section className={styles.cost} aria-label="What it costs">
      <dl>
        <dt>Looked at</dt>
        <dd>
          {looked.length} of {of} predictions: {looked.join("; ")}
        </dd>
        {left.length === 0 ? null : (
          <>
            <dt>Not looked at</dt>
            <dd>{left.map(({ say, why }) => `${say} (${why})`).join("; ")}</dd>
          </>
        )}
        <dt>On each host</dt>
        <dd>
          {cost.readings} {cost.readings === 1 ? "reading" : "readings"}, about {seconds} s, at most {bytes(cost.mostBytes)}; and what every
          investigation reads: reach, privilege and clock, and that nothing was changed.
        </dd>
        <dt>Risk</dt>
        <dd>{cost.risk === "R0" ? "R0: only reads." : `R1: listens; ${cost.effects.join("; ")}.`}</dd>
        <dt>Together</dt>
        <dd>
          {hosts === 0
            ? "No host is chosen yet."
            : `About ${clockWords(together * 1_000)} for ${hosts} ${hosts === 1 ? "host" : "hosts"}, where they answer.`}
        </dd>
      </dl>
    </section>
  );
}

const bytes = (count: number): string =>
  count < 1_024 * 1_024 ? `${Math.ceil(count / 1_024)} KiB` : `${Math.ceil(count / 1_024 / 1_024)} MiB`;
