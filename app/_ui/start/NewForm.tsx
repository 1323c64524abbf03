"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useId, useMemo, useState } from "react";
import type { Runbook } from "#machines/contract/index.ts";
import type { Host } from "#server/door/inventory.ts";
import type { Filled } from "#server/read/lab.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { useZone } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { localWords, momentWords } from "../atoms/zone.ts";
import { send } from "../investigation/send.ts";
import { useKept } from "../investigation/useDraft.ts";
import { checkDraft, emptyDraft, readDraft, writeDraft, type Draft } from "./draft.ts";
import { nameOfTyped, writeDestination } from "./destination.ts";
import { Field, InputField, RoleField, type HostDraft } from "./Fields.tsx";
import { allReady, LastCheck } from "./LastCheck.tsx";
import styles from "./start.module.css";
import { usePreflight } from "./usePreflight.ts";
import { WatchFields } from "./WatchFields.tsx";

interface Props {
  readonly runbook: Runbook;
  /** It sends probes. */
  readonly sends: boolean;
  readonly inventory: readonly Host[];
  readonly said: string;
  /** Whoever looks may decide about host keys. */
  readonly mayTrust: boolean;
  /** From the lab of this machine. */
  readonly filled?: Filled;
  /** Why it is not filled as was asked. */
  readonly notice?: string;
}

/** Hosts by role and inputs; then pre-flight, before anything is collected; then the start. */
export function NewForm({ runbook, sends, inventory, said, mayTrust, filled, notice }: Props): React.JSX.Element {
  const router = useRouter();
  // A form for the lab is kept apart: it must not bring back what was typed for other hosts, nor for an earlier lab.
  const keptAs = filled === undefined ? `new:${runbook.id}` : `new:${runbook.id}:lab:${filled.key}`;
  const [draft, setDraft] = useKeptDraft(
    keptAs,
    useMemo(() => emptyDraft(runbook, said, filled), [runbook, said, filled]),
  );
  const [shown, setShown] = useState(false);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [message, setMessage] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [withNetns, setWithNetns] = useState(namesNetns(filled));
  const preflight = usePreflight();
  const suggestions = useId();
  const { brief, wrong } = checkDraft(runbook, draft, inventory);
  const complaint = (name: string): string | undefined => (shown ? wrong[name] : undefined) ?? refused[name];
  const change = (part: Partial<Draft> | ((before: Draft) => Partial<Draft>), touchesHosts = false): void => {
    setDraft((before) => ({ ...before, ...(typeof part === "function" ? part(before) : part) }));
    setRefused({});
    setMessage(null);
    if (touchesHosts) preflight.forget();
  };
  const check = (): void => {
    setShown(true);
    if (Object.keys(wrong).length === 0) return void preflight.check(brief.hosts);
    setMessage("Something is missing or wrong above.");
    // To what is to be mended first, once it is marked.
    setTimeout(() => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
  };
  const start = async (): Promise<void> => {
    setBusy(true);
    const sent = await send("/api/v1/investigations", { do: "start", runbook: runbook.id, ...besides(draft, filled), brief });
    if (sent.ok && sent.id !== undefined) {
      sessionStorage.removeItem(keptAs);
      return router.push(`/investigations/${sent.id}`);
    }
    setBusy(false);
    if (!sent.ok) {
      setRefused(sent.fields ?? {});
      setMessage(sent.message);
    }
  };
  return (
    <Form className={styles.form} noValidate onSend={() => (allReady(preflight) ? void start() : check())}>
      <h1>{runbook.title}</h1>
      <p className={styles.lead}>
        Nothing is collected before you press Start.{" "}
        <Link href="/" style={{ textDecoration: "underline" }}>
          Another incident type
        </Link>
      </p>
      <Notice say={notice} />
      {filled?.alert === undefined ? null : <p className={styles.told}>{filled.alert.say}</p>}
      <div className={styles.fields}>
        <Field label="Title" hint="How you will find it again." optional>
          {({ id, describedBy }) => (
            <input
              id={id}
              value={draft.title}
              maxLength={200}
              placeholder={runbook.title}
              aria-describedby={describedBy}
              onChange={(event) => change({ title: event.target.value })}
            />
          )}
        </Field>
        <fieldset>
          <legend>Hosts</legend>
          {Object.entries(runbook.roles).map(([role, spec], index) => (
            <RoleField
              key={role}
              spec={spec}
              drafts={draft.hosts[role] ?? EMPTY}
              suggestions={suggestions}
              withNetns={withNetns}
              first={index === 0}
              wrong={(index) => complaint(`role.${role}.${index}`)}
              roleWrong={complaint(`roles.${role}`)}
              onChange={(drafts) => change(({ hosts }) => ({ hosts: { ...hosts, [role]: drafts } }), true)}
            />
          ))}
          {withNetns ? null : <NamespaceOffer onTaken={() => setWithNetns(true)} />}
          <datalist id={suggestions}>
            {inventory.map((host) => (
              <option key={host.id} value={host.name}>
                {writeDestination(host)}
              </option>
            ))}
          </datalist>
        </fieldset>
        <fieldset>
          <legend>What to measure</legend>
          {Object.entries(runbook.inputs).map(([name, spec]) => (
            <InputField
              key={name}
              spec={spec}
              value={draft.inputs[name] ?? ""}
              wrong={complaint(`inputs.${name}`)}
              onChange={(value) => change(({ inputs }) => ({ inputs: { ...inputs, [name]: value } }))}
            />
          ))}
        </fieldset>
        <Known draft={draft} watchable={runbook.reproduction !== undefined} onChange={change} />
        <LastCheck
          preflight={preflight}
          sends={sends}
          hosts={brief.hosts.map((host) => ({
            name: nameOfTyped(host),
            role: runbook.roles[host.role]?.title.toLowerCase() ?? host.role,
          }))}
          mayTrust={mayTrust}
          message={message}
          busy={busy}
          onCheck={check}
          onStart={() => void start()}
        />
      </div>
    </Form>
  );
}

/** What the action says besides runbook and brief, where there is something to say. */
function besides(draft: Draft, filled: Filled | undefined): { readonly title?: string; readonly from?: string; readonly alert?: string } {
  const title = draft.title.trim();
  return {
    ...(title === "" ? {} : { title }),
    ...(filled?.from === undefined ? {} : { from: filled.from }),
    ...(filled?.alert === undefined ? {} : { alert: filled.alert.id }),
  };
}

const namesNetns = (filled: Filled | undefined): boolean =>
  Object.values(filled?.netns ?? {}).some((names) => names.some((name) => name !== ""));

function Notice({ say }: { readonly say: string | undefined }): React.JSX.Element | null {
  return say === undefined ? null : (
    <p className={styles.wrong} role="alert">
      {say}
    </p>
  );
}

function NamespaceOffer({ onTaken }: { readonly onTaken: () => void }): React.JSX.Element {
  return (
    <div className={styles.field}>
      <span />
      <div className={styles.control}>
        <div className={styles.aside}>
          <Button look="quiet" small onClick={onTaken}>
            <Plus size={16} strokeWidth={STROKE} aria-hidden />
            The counters are in a network namespace
          </Button>
        </div>
      </div>
    </div>
  );
}

function Known({
  draft,
  watchable,
  onChange,
}: {
  readonly draft: Draft;
  readonly watchable: boolean;
  readonly onChange: (part: Partial<Draft>) => void;
}): React.JSX.Element {
  const zone = useZone();
  const local = localWords(draft.since, zone);
  return (
    <fieldset>
      <legend>What is known</legend>
      <Field label="Since when" hint={local === draft.since ? undefined : `By your clock; kept as ${draft.since}.`} optional>
        {({ id, describedBy }) => (
          <input
            id={id}
            value={local}
            maxLength={200}
            placeholder="Tuesday 02:00"
            aria-describedby={describedBy}
            onChange={(event) => onChange({ since: momentWords(event.target.value, zone) })}
          />
        )}
      </Field>
      <Field label="What changed, who is affected" optional>
        {({ id }) => (
          <textarea
            id={id}
            value={draft.changed}
            maxLength={2_000}
            rows={2}
            onChange={(event) => onChange({ changed: event.target.value })}
          />
        )}
      </Field>
      {watchable ? <WatchFields draft={draft} onChange={onChange} /> : null}
    </fieldset>
  );
}

const EMPTY: readonly HostDraft[] = [{ at: "", netns: "" }];

/** The form survives a reload of the tab; the words that led here stand as its title. */
function useKeptDraft(key: string, empty: Draft): readonly [Draft, (of: (before: Draft) => Draft) => void] {
  const [kept, keep] = useKept(key);
  const draft = useMemo(() => readDraft(kept, empty), [kept, empty]);
  // Several fields may change before it is drawn again: what is kept is what stands.
  return [draft, (of) => keep(writeDraft(of(readDraft(sessionStorage.getItem(key) ?? "", empty)), empty))];
}
