import type { Runbook } from "#machines/contract/index.ts";
import type { HostBrief } from "#machines/journal/board.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { hostRows, type HostRow } from "#machines/journal/host-rows.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { HostChip } from "../atoms/Chip.tsx";
import { Word } from "../atoms/Words.tsx";
import { countWords, offsetWords } from "../atoms/format.ts";
import { visible } from "../command/visible.ts";
import styles from "./board.module.css";

interface HostsProps {
  readonly hosts: readonly HostBrief[];
  readonly events: readonly InvestigationEvent[];
  readonly roles: Runbook["roles"];
}

/** Each host: how it is reached, what was found, what was run there, and the proof of what did not change. */
export function Hosts({ hosts, events, roles }: HostsProps): React.JSX.Element {
  return (
    <>
      {hostRows(events, hosts).map((host) => (
        <Host key={host.key} host={host} role={roles[host.role]?.title.toLowerCase() ?? host.role} />
      ))}
    </>
  );
}

function Host({ host, role }: { readonly host: HostRow; readonly role: string }): React.JSX.Element {
  const { facts } = host;
  return (
    <section className={styles.section} aria-label={host.name}>
      <h3>
        <HostChip name={host.name} role={role} sick={host.sick} onPanel />
      </h3>
      <dl className={styles.pairs}>
        <Row title="connection">
          <Connection host={host} />
        </Row>
        <Row title="address">
          <code>{host.address}</code>
          {host.netns === null ? null : (
            <>
              {" "}
              in <code>{host.netns}</code>
            </>
          )}
        </Row>
        {facts === null ? null : (
          <>
            <Row title="host key">
              <code>{facts.fingerprint}</code>
            </Row>
            <Row title="kernel">
              <code>{facts.kernel}</code>
            </Row>
            <Row title="clock offset">
              {facts.clockOffsetMs === null
                ? "not measured"
                : `${offsetWords(facts.clockOffsetMs)}${facts.clockUncertaintyMs === null ? "" : `, within ${facts.clockUncertaintyMs.toFixed(1)} ms`}`}
            </Row>
            <Row title="load">{loadWords(facts.load1, host.loadAfter)}</Row>
          </>
        )}
        <Row title="run here">
          <RunHere host={host} />
        </Row>
        <Row title="changed here">
          <Changed host={host} />
        </Row>
      </dl>
    </section>
  );
}

/** What the looking itself costs shows here, if it shows at all. */
const loadWords = (before: number | null, after: number | null | undefined): string =>
  [
    before === null ? "not read at the start" : `${before} at the start`,
    ...(after === undefined ? [] : [after === null ? "not read at the end" : `${after} at the end`]),
  ].join(", ");

function Row({ title, children }: { readonly title: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Connection({ host }: { readonly host: HostRow }): React.JSX.Element {
  if (host.failure !== null)
    return (
      <>
        <Word kind="failed" say="Not reached" /> {explainFailure(host.failure, { host: host.name, what: "pre-flight" }).what}
      </>
    );
  if (host.asked) return <Word kind="unknown" say="Its key waits for approval" />;
  if (host.facts === null) return <Word kind="testing" say="Connecting" />;
  return (
    <>
      <Word kind="held" say="Reached" /> as {host.facts.user}
      {host.facts.root ? "" : host.facts.sudo ? ", sudo allowed" : ", no sudo"}
    </>
  );
}

/** The first words of a command: scripts are told in full in the conversation. */
const shortened = (line: string): string => {
  const [first = ""] = visible(line.split("\n", 1)[0] ?? "").match(/^.{0,80}/) ?? [];
  return first.length < line.length ? `${first}…` : first;
};

function RunHere({ host }: { readonly host: HostRow }): React.JSX.Element {
  const { all, byRisk, lines, unrun } = host.commands;
  const kinds = [
    byRisk.R0 > 0 ? `${byRisk.R0} read-only` : "",
    byRisk.R1 > 0 ? countWords(byRisk.R1, "capture or trace", "captures or traces") : "",
    byRisk.R2 > 0 ? countWords(byRisk.R2, "probe") : "",
  ];
  const missed = unrun === 0 ? "" : `${unrun} tried in vain`;
  if (all === 0) return <>{missed === "" ? "nothing yet" : `nothing; ${missed}`}</>;
  return (
    <details className={styles.ran}>
      <summary>
        {[countWords(all, "command"), ...kinds.filter((kind) => kind !== "")].join(", ") + (missed === "" ? "" : `; ${missed}`)}
      </summary>
      <ol>
        {lines.map(({ seq, line }) => (
          <li key={seq}>
            <a href={`#e${seq}`}>
              <code>{shortened(line)}</code>
            </a>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Empty is proven, not assumed. */
function Changed({ host }: { readonly host: HostRow }): React.JSX.Element {
  const { ledger } = host;
  if (ledger === null) return <span className="dim">compared at the end</span>;
  const differs = ledger.filter(({ same }) => same === false);
  const unproven = ledger.filter(({ same }) => same === null);
  return (
    <>
      {differs.length > 0 ? (
        <Word kind="failed" say="Differs" />
      ) : unproven.length > 0 ? (
        <Word kind="unknown" say="Not all proven" />
      ) : (
        <Word kind="held" say="Nothing changed" />
      )}{" "}
      {differs.length > 0 ? countWords(differs.length, "check") : `${countWords(ledger.length - unproven.length, "check")} compared`}
      <ul className={styles.checks}>
        {[...differs, ...unproven].map(({ what, detail }) => (
          <li key={what}>
            {what}: {detail}
          </li>
        ))}
      </ul>
    </>
  );
}
