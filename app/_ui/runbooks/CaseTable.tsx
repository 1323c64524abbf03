import { CircleDot, CircleQuestionMark, CircleSlash } from "lucide-react";
import { STROKE } from "../atoms/Words.tsx";
import { Empty } from "../atoms/Place.tsx";
import styles from "./runbook.module.css";

interface Case {
  readonly name: string;
  readonly about: string;
  readonly madeBy: string;
  readonly kernel: string;
  readonly expect: {
    readonly kind: string;
    readonly causes: readonly { readonly id: string; readonly certainty: string; readonly host?: string; readonly key?: string }[];
  };
}

/** Recorded outputs and the verdict that each must give. */
export function CaseTable({ cases }: { readonly cases: readonly Case[] }): React.JSX.Element {
  if (cases.length === 0)
    return (
      <Empty title="There is no recorded case.">
        <code>culprit lab record</code> makes one from a fault of the lab.
      </Empty>
    );
  return (
    <table className={styles.cases}>
      <thead>
        <tr>
          <th scope="col">What it shows</th>
          <th scope="col">Must give</th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {cases.map(({ name, about, expect, madeBy, kernel }) => (
          <tr key={name} id={`case-${name}`}>
            <td>
              {about}
              <code>{name}</code>
            </td>
            <td>
              <Given {...expect} />
            </td>
            <td>
              {sayMade(madeBy)}
              <small>Linux {kernel.replace(/[-+].*$/, "")}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "recorded in the lab", or by hand from which other case. */
function sayMade(madeBy: string): string {
  if (/^culprit lab record/.test(madeBy)) return "recorded in the lab";
  return /by hand/.test(madeBy) ? "derived by hand" : madeBy.length > 40 ? "recorded" : madeBy;
}

const KIND: Readonly<Record<string, string>> = {
  noneOfThese: "None of these",
  symptomAbsent: "Symptom absent",
  undetermined: "Undetermined",
};

function Given({ kind, causes }: Case["expect"]): React.JSX.Element {
  const named = kind === "cause" || kind === "several";
  const Icon = named ? CircleDot : kind === "undetermined" ? CircleQuestionMark : CircleSlash;
  const color = named ? "var(--held)" : kind === "undetermined" ? "var(--unknown)" : "var(--ink-3)";
  return (
    <span className={styles.given}>
      <Icon size={14} strokeWidth={STROKE} color={color} aria-hidden />
      <span>
        {KIND[kind] ?? null}
        {causes.map(({ id, certainty, host, key }) => (
          <span key={`${id} ${host ?? ""} ${key ?? ""}`}>
            <code>{id}</code> {certainty}
            {host === undefined ? "" : ` on ${host}`}
          </span>
        ))}
      </span>
    </span>
  );
}
