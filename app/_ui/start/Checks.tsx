"use client";

import { CircleCheck, CircleQuestionMark, CircleX, OctagonX } from "lucide-react";
import type { PreflightLine } from "#machines/journal/preflight.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { HostChip } from "../atoms/Chip.tsx";
import { Banner } from "../atoms/Place.tsx";
import { STROKE, Word } from "../atoms/Words.tsx";
import { offsetWords } from "../atoms/format.ts";
import { publicKeyFile } from "../hosts/public-key-file.ts";
import { send } from "../investigation/send.ts";
import styles from "./start.module.css";

export interface Checked {
  readonly name: string;
  readonly role: string;
}

interface Props {
  readonly hosts: readonly Checked[];
  readonly lines: readonly (PreflightLine | null)[];
  /** False once it ended: of a host that has no answer by then nothing is known. */
  readonly running: boolean;
  /** Whoever looks may decide about host keys. */
  readonly mayTrust: boolean;
  /** After a key was approved the hosts are looked at again. */
  readonly onApproved: () => void;
}

/** What pre-flight found, host by host: reach, key, privilege, tools, clock. */
export function Checks({ hosts, lines, running, mayTrust, onApproved }: Props): React.JSX.Element {
  return (
    <ul className={styles.checks} aria-label="Pre-flight" aria-live="polite">
      {hosts.map(({ name, role }, index) => (
        <li key={`${role} ${index}`}>
          <div className={styles.check}>
            <HostChip name={name} role={role} />
            <Ticks line={lines[index] ?? null} running={running} />
          </div>
          <Trouble name={name} line={lines[index] ?? null} mayTrust={mayTrust} onApproved={onApproved} />
        </li>
      ))}
    </ul>
  );
}

function Ticks({ line, running }: { readonly line: PreflightLine | null; readonly running: boolean }): React.JSX.Element {
  if (line === null || line.state === "connecting") {
    return running ? <Word kind="testing" say="Connecting" /> : <Word kind="unknown" say="Not known" />;
  }
  if (line.state === "keyUnknown") return <Word kind="unknown" say="Key not approved yet" />;
  if (line.state === "failed") return <Word kind="failed" say={line.failure.kind === "hostKeyChanged" ? "Key changed" : "Not reached"} />;
  const { facts } = line;
  const lacking = Object.entries(facts.tools).flatMap(([tool, present]) => (present ? [] : [tool]));
  return (
    <>
      <Tick ok>reached as {facts.user}</Tick>
      <Tick ok>key known</Tick>
      {facts.root && facts.user === "root" ? null : (
        <Tick ok={facts.root || facts.sudo}>{facts.root ? "root" : facts.sudo ? "sudo" : "no sudo: some tests stay unknown"}</Tick>
      )}
      {lacking.length === 0 ? <Tick ok>all tools</Tick> : <span className="dim">without {lacking.join(", ")}</span>}
      <Tick ok={facts.clockOffsetMs !== null}>
        {facts.clockOffsetMs === null ? "clock not read" : `clock ${offsetWords(facts.clockOffsetMs)}`}
      </Tick>
      <code className="dim">{facts.kernel}</code>
    </>
  );
}

function Tick({ ok, children }: { readonly ok: boolean; readonly children: React.ReactNode }): React.JSX.Element {
  const Icon = ok ? CircleCheck : CircleQuestionMark;
  return (
    <span className="row" style={{ gap: 4, color: ok ? "var(--ink-2)" : "var(--unknown)" }}>
      <Icon size={14} strokeWidth={STROKE} color={ok ? "var(--held)" : "var(--unknown)"} role="img" aria-label={ok ? "fine" : "limited"} />
      {children}
    </span>
  );
}

function Trouble({
  name,
  line,
  mayTrust,
  onApproved,
}: {
  readonly name: string;
  readonly line: PreflightLine | null;
  readonly mayTrust: boolean;
  readonly onApproved: () => void;
}): React.JSX.Element | null {
  if (line?.state === "keyUnknown") return <KeyQuestion name={name} line={line} mayTrust={mayTrust} onApproved={onApproved} />;
  if (line?.state !== "failed") return null;
  if (line.failure.kind === "hostKeyChanged") {
    return (
      <Banner tone="hardStop" icon={<OctagonX size={16} strokeWidth={STROKE} aria-hidden />}>
        <p>
          <b>{name} offers another host key. Nothing was sent.</b>
        </p>
        <p>
          pinned <code>{line.failure.pinned}</code>
        </p>
        <p>
          offered <code>{line.failure.offered}</code>
        </p>
        <p>After a re-image this is expected. Compare it on the console, remove the old key from {line.failure.where}, then check again.</p>
      </Banner>
    );
  }
  const { begins, todo } = explainFailure(line.failure, { host: name, what: "pre-flight" });
  return (
    <p className="mid">
      <CircleX size={14} strokeWidth={STROKE} color="var(--failed)" style={{ display: "inline", verticalAlign: "-2px" }} aria-hidden />{" "}
      {begins}. {todo}
    </p>
  );
}

function KeyQuestion({
  name,
  line,
  mayTrust,
  onApproved,
}: {
  readonly name: string;
  readonly line: Extract<PreflightLine, { state: "keyUnknown" }>;
  readonly mayTrust: boolean;
  readonly onApproved: () => void;
}): React.JSX.Element {
  const [wrong, setWrong] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const approve = async (): Promise<void> => {
    const { address, port, algorithm, key, fingerprint } = line;
    const sent = await send("/api/v1/host-keys", { address, port, algorithm, key, fingerprint });
    if (sent.ok) onApproved();
    else setWrong(sent.message);
  };
  if (refused)
    return (
      <p className="mid">
        Refused. {name} is not contacted with this key.{" "}
        <button type="button" style={{ textDecoration: "underline" }} onClick={() => setRefused(false)}>
          Show it again
        </button>
      </p>
    );
  return (
    <div className={styles.question}>
      <p>
        Is this the key of <b>{name}</b>? Nobody has approved a key for{" "}
        <code>
          {line.address}:{line.port}
        </code>{" "}
        yet. Compare it on the host itself: <code className={styles.command}>ssh-keygen -lf {publicKeyFile(line.algorithm)}</code>
      </p>
      <code className={styles.print}>
        {line.algorithm} {line.fingerprint}
      </code>
      {mayTrust ? (
        <div className="row">
          <Button small look="primary" onClick={() => void approve()}>
            It matches, approve
          </Button>
          <Button small onClick={() => setRefused(true)}>
            Refuse
          </Button>
        </div>
      ) : (
        <p className="mid">
          An approver or an administrator decides about keys: here, or on the page of the host. Nothing is sent to {name} before that.
        </p>
      )}
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
