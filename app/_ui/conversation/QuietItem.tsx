"use client";

import { clsx } from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { countWords } from "../atoms/format.ts";
import { STROKE } from "../atoms/Words.tsx";
import { LaterCard } from "./LaterCard.tsx";
import type { Quiet } from "./blocks.ts";
import styles from "./conversation.module.css";

interface Props {
  readonly block: Quiet;
  readonly base: string;
  readonly catalogue: Catalogue;
  readonly last: boolean;
  /** The event somebody was linked to; its card stands open. */
  readonly target: number | null;
  readonly onRun: ((collector: string, host: string) => void) | undefined;
}

/** Readings and not commands: one command may read several of them together, and some were worked out from others. */
function head({ commands, going }: Quiet): string {
  if (!going) return countWords(commands.length, "more reading");
  const running = commands.filter(({ card }) => card.runs.some(({ state }) => state === "running")).length;
  return running === 0
    ? `${countWords(commands.length, "counter reading")} taken`
    : `${commands.length - running} of ${countWords(commands.length, "counter reading")} taken`;
}

/** Readings that showed nothing which moved: said in one line, each a click away. */
export function QuietItem({ block, base, catalogue, last, target, onRun }: Props): React.JSX.Element {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? target !== null;
  const hosts = new Set(block.commands.map(({ card }) => card.hostName));
  const titles = [...new Set(block.commands.map(({ card }) => card.title))];
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <article
      data-seqs={block.seqs.join(" ")}
      className={clsx(styles.message, styles.thread, styles.tied, last && styles.last)}
      aria-label="Readings that only rule out"
    >
      <div className={styles.gutter} />
      <div>
        <button type="button" className={styles.quiet} aria-expanded={open} onClick={() => setChosen(!open)}>
          <span className="grow">
            <b>{head(block)}</b> on {hosts.size === 1 ? [...hosts][0] : `${hosts.size} hosts`}
            {block.going ? "" : " showed nothing that speaks for a cause"} <span className="dim">{titles.join(", ")}</span>
          </span>
          <Chevron size={16} strokeWidth={STROKE} aria-hidden />
        </button>
        {open ? (
          <div className={styles.stack}>
            {block.commands.map((message) => (
              <div key={message.key} className={clsx(target !== null && message.seqs.includes(target) && styles.target)}>
                <LaterCard
                  card={message.card}
                  spec={catalogue[message.card.collector]}
                  observations={`${base}/observations`}
                  onRun={onRun}
                />
              </div>
            ))}
          </div>
        ) : null}
      </div>
    </article>
  );
}
