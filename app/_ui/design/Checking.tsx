import type { PreflightLine } from "#machines/journal/preflight.ts";
import { Checks } from "../start/Checks.tsx";
import { LastCheck } from "../start/LastCheck.tsx";
import styles from "../start/start.module.css";
import { Sample } from "./Sample.tsx";
import { Still } from "./Still.tsx";

const KEY = "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M";
const OTHER = "SHA256:Yw2LkP6sD9hB5xE8rJfTn3VgQzMcA1uK7oHiNtW4dS0";
const LONG = "neutron-openvswitch-agent-default-7d9f8b6c5d-x2v9q.openstack.svc.cluster.local";

const facts = {
  ...{ user: "culprit", root: false, sudo: true, hostname: "net-2", kernel: "6.1.0-28-amd64", tools: { ip: true, tcpdump: false } },
  ...{ clockOffsetMs: 3.1, bootId: "design", uptimeSeconds: 4_000 },
};
const CHECKED = [
  { host: 0, state: "connecting" },
  { host: 1, state: "ready", facts },
  { host: 2, state: "ready", facts: { ...facts, sudo: false, clockOffsetMs: null } },
  { host: 3, state: "keyUnknown", address: "192.0.2.9", port: 22, algorithm: "ssh-ed25519", fingerprint: KEY, key: "" },
  {
    host: 4,
    state: "failed",
    failure: { kind: "hostKeyChanged", algorithm: "ssh-ed25519", pinned: KEY, offered: OTHER, where: "the approved keys" },
  },
  { host: 5, state: "failed", failure: { kind: "unreachable", detail: "No route to host" } },
] as unknown as readonly PreflightLine[];

const hosts = (count: number): readonly { readonly name: string; readonly role: string }[] =>
  CHECKED.slice(0, count).map((_, at) => ({ name: at === 1 ? LONG : `net-${at}`, role: "receiver" }));

const [connecting, ready, , unknown, changed, unreached] = CHECKED;

const FEET: readonly {
  readonly title: string;
  readonly lines?: readonly (PreflightLine | undefined)[];
  readonly running?: boolean;
  readonly wrong?: string;
  readonly message?: string;
  readonly busy?: boolean;
  readonly sends?: boolean;
}[] = [
  { title: "start form, before its check" },
  { title: "start form, something is missing", message: "Something is missing or wrong above." },
  { title: "start form, hosts are looked at", lines: [connecting, ready], running: true },
  { title: "start form, every host can be read", lines: [ready, ready] },
  { title: "start form, every host can be read, and one sends probes", lines: [ready, ready], sends: true },
  { title: "start form, starting", lines: [ready, ready], busy: true },
  { title: "start form, one host cannot be read", lines: [unreached, ready] },
  { title: "start form, no host can be read", lines: [unreached, unknown] },
  { title: "start form, a key changed", lines: [changed, ready] },
  {
    title: "start form, no answer of the server",
    lines: [connecting, connecting],
    wrong: "The server does not answer, so nothing is known of the hosts here. Whether it asked them is not known.",
  },
];

/** What pre-flight finds, and what the form of a start offers after it. */
export function Checking(): React.JSX.Element {
  return (
    <>
      <h2>Pre-flight</h2>
      <Sample title="pre-flight: connecting, ready, limited, key not approved, key changed, not reached">
        <Checks hosts={hosts(CHECKED.length)} lines={CHECKED} running mayTrust onApproved={() => undefined} />
      </Sample>
      {FEET.map(({ title, lines = [], running = false, wrong = null, message = null, busy = false, sends = false }) => (
        <Sample key={title} title={title}>
          <Still>
            <div className={styles.fields} style={{ marginTop: 0 }}>
              <LastCheck
                preflight={{ lines: lines.map((line) => line ?? null), running, wrong }}
                hosts={hosts(lines.length)}
                {...{ message, busy, sends }}
                mayTrust
                onCheck={() => undefined}
                onStart={() => undefined}
              />
            </div>
          </Still>
        </Sample>
      ))}
    </>
  );
}
