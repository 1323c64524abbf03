import Link from "next/link";
import type { Message } from "#machines/journal/message.ts";
import { CircleCheck, CircleQuestionMark } from "lucide-react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { HostChip } from "../atoms/Chip.tsx";
import { offsetWords } from "../atoms/format.ts";
import { Timed } from "../atoms/Timed.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import styles from "./conversation.module.css";
import { part } from "../atoms/part.tsx";

const BegunFromAlert = part(() => import("../alerts/BegunFrom.tsx").then(({ BegunFromAlert: component }) => component));

/** What was asked for at the start. */
export function Brief({ message }: { readonly message: Extract<Message, { kind: "brief" }> }): React.JSX.Element {
  const { runbook, started } = message;
  const { practice, sweep, alert } = started;
  const { hosts, inputs, since, changed } = started.brief;
  const names = Object.keys(runbook.hypotheses).length;
  return (
    <>
      <p className={styles.say}>
        {runbook.title}.{" "}
        {runbook.signature === undefined
          ? `${names} possible causes are stated; each says what it would make visible.`
          : "One cause is looked for here, by what a host at rest can show of it."}
        {sweep === undefined ? null : <SweepNote sweep={sweep} />}
        {practice ? <PracticeNote at={hosts[0]?.address ?? ""} /> : null}
      </p>
      <dl className={styles.facts}>
        <dt>Hosts</dt>
        <dd>
          {hosts.map((host) => (
            <HostChip key={host.key} name={host.name} role={runbook.roles[host.role]?.title.toLowerCase() ?? host.role} />
          ))}
        </dd>
        {Object.entries(inputs).map(([name, value]) => (
          <FactRow key={name} title={runbook.inputs[name]?.title ?? name}>
            <code>{value}</code>
          </FactRow>
        ))}
        {since === undefined ? null : (
          <FactRow title="Since">
            <Timed text={since} />
          </FactRow>
        )}
        {changed === undefined ? null : <FactRow title="What changed">{changed}</FactRow>}
      </dl>
      {alert === undefined ? null : (
        <Awaiting fallback={<Skeleton rows={1} />}>
          <BegunFromAlert alert={alert} />
        </Awaiting>
      )}
    </>
  );
}

function SweepNote({ sweep }: { readonly sweep: string }): React.JSX.Element {
  return (
    <>
      {" "}
      This is one host of a sweep.{" "}
      <Link href={`/sweeps/${sweep}`} prefetch={false} className={styles.aside}>
        All its hosts
      </Link>
    </>
  );
}

/** The address of a practice host names the incident. */
function PracticeNote({ at }: { readonly at: string }): React.JSX.Element {
  return (
    <>
      {" "}
      This is a practice incident: recorded answers over real SSH, no host of yours.{" "}
      <Link href={`/practice#${at.replace(/^practice:/, "")}`} prefetch={false} className={styles.aside}>
        What was really wrong
      </Link>
    </>
  );
}

function FactRow({ title, children }: { readonly title: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** One line for each host that was looked at before anything was collected. */
export function Preflight({ message }: { readonly message: Extract<Message, { kind: "preflight" }> }): React.JSX.Element {
  return (
    <>
      <p className={styles.notice}>
        <b>Reached {message.hosts.length === 1 ? "the host" : `${message.hosts.length} hosts`}.</b> Reach, key, privilege, tools and clock:
      </p>
      <ul className={styles.found}>
        {message.hosts.map(({ host, facts }) => {
          if (facts === null) return null;
          const missing = Object.entries(facts.tools).flatMap(([tool, present]) => (present ? [] : [tool]));
          const may = facts.root ? "root" : facts.sudo ? `${facts.user}, sudo` : `${facts.user}, no sudo`;
          return (
            <li key={host.key}>
              <HostChip name={host.name} />
              <Tick ok={facts.root || facts.sudo}>{may}</Tick>
              {missing.length === 0 ? <Tick ok>all tools</Tick> : <span className="dim">without {missing.join(", ")}</span>}
              {facts.clockOffsetMs === null ? (
                <Tick ok={false}>clock not read</Tick>
              ) : (
                <Tick ok={Math.abs(facts.clockOffsetMs) < 1_000}>clock {offsetWords(facts.clockOffsetMs)}</Tick>
              )}
              <code className="dim">{facts.kernel}</code>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Tick({ ok, children }: { readonly ok: boolean; readonly children: React.ReactNode }): React.JSX.Element {
  const Icon = ok ? CircleCheck : CircleQuestionMark;
  return (
    <span className={ok ? undefined : styles.bad}>
      <Icon size={14} strokeWidth={STROKE} role="img" aria-label={ok ? "fine" : "limited"} />
      {children}
    </span>
  );
}
