import { sayNeeds } from "#machines/explain/alert-needs.ts";
import { Linked } from "../atoms/Linked.tsx";
import styles from "./runbook.module.css";

interface Hypothesis {
  readonly claim: string;
  readonly source: string;
  readonly at: readonly string[];
  readonly lookAlikes: readonly { readonly what: string; readonly separator: string }[];
  readonly advice: { readonly now: string; readonly permanent: string; readonly risk: string; readonly undo: string };
  readonly alert: { readonly expr: string; readonly for: string; readonly needs?: readonly string[] } | { readonly none: string };
}

interface Props {
  readonly runbook: {
    readonly hypotheses: Readonly<Record<string, Hypothesis>>;
    readonly roles: Readonly<Record<string, { readonly title: string }>>;
  };
}

const RISK: Readonly<Record<string, string>> = { none: "without interruption", reload: "a reload", outage: "an outage" };

/** Each cause with where it is documented, what looks like it, what to do about it and which alert would have caught it. */
export function Causes({ runbook: { hypotheses, roles } }: Props): React.JSX.Element {
  return (
    <ul className={styles.causes}>
      {Object.entries(hypotheses).map(([id, { claim, source, at, lookAlikes, advice, alert }]) => (
        <li key={id} id={`cause-${id}`}>
          <details>
            <summary>
              <span>{plain(claim)}</span>
              <code>{id}</code>
            </summary>
            <dl>
              <dt>Source</dt>
              <dd>
                <Linked text={source} />
              </dd>
              <dt>Where</dt>
              <dd>{at.length === 0 ? "the incident as a whole" : at.map((role) => roles[role]?.title ?? role).join(", ")}</dd>
              <dt>Looks like it</dt>
              <dd>
                {lookAlikes.map(({ what, separator }) => (
                  <p key={what}>
                    {what}. {separator}
                  </p>
                ))}
              </dd>
              <dt>Fix now</dt>
              <dd>
                {advice.now} <span className="dim">Costs {RISK[advice.risk] ?? advice.risk}.</span>
              </dd>
              <dt>For good</dt>
              <dd>{advice.permanent}</dd>
              <dt>Alert</dt>
              <dd>
                {"none" in alert ? (
                  alert.none
                ) : (
                  <>
                    <code>{alert.expr}</code>
                    <p className="dim">{sayNeeds(alert)}</p>
                  </>
                )}
              </dd>
            </dl>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** The claim as a sentence, with words where an investigation puts names. */
export const plain = (claim: string): string =>
  claim
    .replaceAll(/: \{object\}(?=\.)/g, "")
    .replaceAll("{host}", "the host")
    .replaceAll("{object}", "an object")
    .replace(/^the host/, "The host")
    .replace(/^an object/, "An object");
