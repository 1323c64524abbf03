"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { complaintAbout } from "#machines/input.ts";
import type { NewSweepPage } from "#server/read/sweeps.ts";
import { SWEEP_LIMITS } from "#machines/sweep/limits.ts";
import { Button } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import lists from "../lists/lists.module.css";
import { send } from "../investigation/send.ts";
import { InputField } from "../start/Fields.tsx";
import { Causes } from "./Causes.tsx";
import { Cost, secondsOf } from "./Cost.tsx";
import { byName, HostPicker } from "./HostPicker.tsx";
import styles from "./sweeps.module.css";

interface Props extends NewSweepPage {
  /** From the page's address: what was chosen so far. */
  readonly type: string;
  readonly cause: string;
  readonly group: string;
}

/** Which cause, on which hosts, and what that costs them; then the start. */
export function NewSweep({ type, cause, group, types, causes, hosts }: Props): React.JSX.Element {
  const router = useRouter();
  const [chosen, choose] = useState<ReadonlySet<string>>(
    new Set(hosts.flatMap((host) => (host.group === group && !host.closed ? [host.name] : []))),
  );
  const [atOnce, setAtOnce] = useState<number>(SWEEP_LIMITS.usualAtOnce);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [checked, setChecked] = useState(false);
  const go = (next: { readonly type: string; readonly cause?: string }): void => {
    const query = new URLSearchParams({ ...next, ...(group === "" ? {} : { group }) });
    router.replace(`/sweeps/new?${query.toString()}`, { scroll: false });
  };
  const signature = causes.find(({ id }) => id === cause)?.signature;
  const offered = signature === undefined || "cannot" in signature ? null : signature;
  const inputs = Object.entries(offered?.inputs ?? {}).map(([name, spec]) => {
    const value = typed[name] ?? spec.default ?? (spec.type === "choice" ? (spec.choices?.[0] ?? "") : "");
    return { name, spec, value, wrong: complaintAbout(spec, value) };
  });
  const picked = byName(hosts).filter(({ name }) => chosen.has(name));
  const start = async (): Promise<void> => {
    setChecked(true);
    if (picked.length === 0) return setWrong("Choose at least one host.");
    if (inputs.some((one) => one.wrong !== null)) return setWrong("Something is missing or wrong above.");
    setBusy(true);
    const sent = await send("/api/v1/sweeps", {
      ...{ do: "startSweep", runbook: type, cause, atOnce },
      inputs: Object.fromEntries(inputs.flatMap(({ name, value }) => (value.trim() === "" ? [] : [[name, value.trim()]]))),
      hosts: picked.map(({ group: _group, labels: _labels, closed: _closed, ...host }) => host),
    });
    if (sent.ok && sent.id !== undefined) return router.push(`/sweeps/${sent.id}`);
    setBusy(false);
    if (!sent.ok) setWrong(sent.message);
  };
  return (
    <form
      className={styles.choose}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p className={lists.lead}>
        A sweep reads what one cause would look like on each host, without traffic and without the symptom. It names no cause: it says which
        hosts are worth an investigation.
      </p>
      <label className={styles.label}>
        Incident type
        <select value={type} onChange={(event) => go({ type: event.target.value })}>
          <option value="" disabled>
            Choose
          </option>
          {types.map((each) => (
            <option key={each.id} value={each.id} disabled={each.sweepable === 0}>
              {each.title} ({each.sweepable} of {each.causes} causes can be swept)
            </option>
          ))}
        </select>
      </label>
      {type === "" ? null : <Causes causes={causes} chosen={cause} onChoose={(id) => go({ type, cause: id })} />}
      {signature !== undefined && "cannot" in signature ? (
        <p className={styles.wrong} role="alert">
          {cause} cannot be swept. {signature.cannot}
        </p>
      ) : null}
      {offered === null ? null : (
        <>
          {inputs.length === 0 ? null : (
            <fieldset>
              <legend>What the commands are told</legend>
              {inputs.map(({ name, spec, value, wrong: complaint }) => (
                <InputField
                  key={name}
                  spec={spec}
                  value={value}
                  wrong={checked ? (complaint ?? undefined) : undefined}
                  onChange={(next) => setTyped({ ...typed, [name]: next })}
                />
              ))}
            </fieldset>
          )}
          {hosts.length === 0 ? (
            <Empty title="The inventory is empty.">
              A sweep takes its hosts from there. <Link href="/hosts?add=host">Add hosts</Link>, or import them from an ssh config.
            </Empty>
          ) : (
            <HostPicker hosts={hosts} first={group} chosen={chosen} onChoose={choose} />
          )}
          <label className={styles.label}>
            Hosts at once
            <input
              type="number"
              className={styles.narrow}
              min={1}
              max={SWEEP_LIMITS.atOnce}
              value={atOnce}
              onChange={(event) => setAtOnce(Math.min(SWEEP_LIMITS.atOnce, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)))}
            />
            <small>One jump host in front of them all takes about ten logins at once, if it is set up as usual.</small>
          </label>
          <Cost
            signature={offered}
            seconds={secondsOf(offered.cost, Object.fromEntries(inputs.map(({ name, value }) => [name, value])))}
            hosts={picked.length}
            atOnce={atOnce}
          />
          {wrong === null ? null : (
            <p className={styles.wrong} role="alert">
              {wrong}
            </p>
          )}
          <div className={styles.acts}>
            <Button type="submit" look="primary" disabled={busy || hosts.length === 0}>
              {busy ? "Starting" : picked.length === 0 ? "Sweep" : `Sweep ${picked.length} ${picked.length === 1 ? "host" : "hosts"}`}
            </Button>
            <span className="dim">Reads only; each command is in the host&apos;s own log.</span>
          </div>
        </>
      )}
    </form>
  );
}
