import type { RecordItem } from "#server/read/records.ts";
import type { KeyItem } from "#server/read/people.ts";
import { Account } from "../access/Account.tsx";
import { Keys } from "../access/Keys.tsx";
import { MadeKey } from "../access/MadeKey.tsx";
import { People } from "../access/People.tsx";
import { AlertSettings } from "../alerts/AlertSettings.tsx";
import { Groups } from "../settings/Groups.tsx";
import { KeptKeys } from "../settings/KeptKeys.tsx";
import { OthersKeys } from "../settings/OthersKeys.tsx";
import { RecordTable } from "../settings/RecordTable.tsx";
import { Retention } from "../settings/Retention.tsx";
import { Verify } from "../settings/Verify.tsx";
import { Sample } from "./Sample.tsx";
import { pressing, Still } from "./Still.tsx";

const AT = "2026-11-21T02:14:22.000Z";
const LATER = "2027-02-21T02:14:22.000Z";
const FINGERPRINT = "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M";
const ROLES = [
  { id: "viewer", say: "reads everything" },
  { id: "responder", say: "investigates, and writes notes" },
] as const;
const KEYS: readonly KeyItem[] = [
  { id: "design", name: "nightly export", rights: [], expiresAt: LATER, expired: false, usedAt: AT },
  { id: "design-1", name: "deploy checks", rights: ["investigate"], expiresAt: LATER, expired: false, usedAt: null },
  { id: "design-2", name: "Alertmanager", rights: ["deliver"], expiresAt: AT, expired: true, usedAt: AT },
];
const RIGHTS = [{ id: "investigate", say: "start investigations" }] as const;
const session = { id: "design", address: "198.51.100.7", createdAt: AT, seenAt: AT, current: true };
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const ACCOUNT = {
  ...{ login: "ines", name: "Ines Aydin", roles: ROLES, hasPassword: true, keys: KEYS, keyRights: RIGHTS },
  sessions: [
    { ...session, agent: AGENT },
    { ...session, id: "design-1", agent: "curl/8.14.1", address: "2001:db8::7", current: false },
  ],
};
const person = { id: "ines", login: "ines", name: "Ines Aydin", roles: ["responder"], disabled: false, ready: true, seenAt: AT };
const PEOPLE = [
  person,
  { ...person, id: "ben", login: "ben", name: "Ben Okafor", ready: false, seenAt: null },
  { ...person, id: "lea", login: "lea", name: "Lea Roux", disabled: true, roles: [] },
];
const kept = { id: "design", name: "net-2", address: "192.0.2.9", fingerprint: null, by: null, at: null };
const RING = { where: "/var/lib/culprit/keys", seal: "k1", given: false };
const NONE = { investigations: 0, outputs: 0, pictures: 0, bytes: 0 };
const SOME = { investigations: 12, outputs: 431, pictures: 3, bytes: 48_200_000 };
const INES = { kind: "person", id: "ines", name: "Ines Aydin", via: "page" } as const;
const entry = (n: number, action: string, outcome = "done"): RecordItem => ({
  ...{ n, at: AT, actor: { ...INES, via: n === 3 ? "api" : "page" }, action, outcome, about: { host: "net-2" }, names: ["net-2"] },
  hash: "4f1c0de1a8b24e5f9d07c2a6b3e8f10d5c7a9e2b4d6f8091a3c5e7092b4d6f80",
});
const grant = { role: "responder", say: "everybody with the role responder", rights: ["investigate", "probe"] };
const GROUPS = [
  { name: "region-1", hosts: ["net-1", "net-2"], grants: [grant, { account: "ben", say: "Ben Okafor", rights: ["investigate"] }] },
  { name: "region-2", hosts: [], grants: [] },
];
const HOSTS = [
  { id: "design", name: "net-2", address: "192.0.2.9", group: "region-1" },
  { id: "design-1", name: "cmp-7", address: "192.0.2.17", group: null },
];

/** Settings, as who administers sees them. The secret and the keys are nobody's. */
export function Settling(): React.JSX.Element {
  return (
    <>
      <h2>Settings</h2>
      <Sample title="account">
        <Still>
          <Account {...ACCOUNT} />
        </Still>
      </Sample>
      <Sample title="keys of programs; none; one that was just made">
        <Still>
          <Keys keys={KEYS} rights={RIGHTS} />
        </Still>
        <Still>
          <Keys keys={[]} rights={[]} />
        </Still>
        <MadeKey secret="culprit_this-is-no-key-and-opens-nothing" />
      </Sample>
      <Sample title="keys of others; none">
        <Still>
          <OthersKeys keys={KEYS.map((key) => ({ ...key, owner: "Ben Okafor" }))} />
        </Still>
        <OthersKeys keys={[]} />
      </Sample>
      <Sample title="SSH keys: none and one, replacing, without hosts, not usable">
        <Still>
          <KeptKeys
            hosts={[kept, { ...kept, id: "design-1", name: "cmp-7", fingerprint: FINGERPRINT, by: "Ines Aydin", at: AT }]}
            ring={RING}
          />
        </Still>
        <Still bring={pressing("Add the key of net-2")}>
          <KeptKeys hosts={[kept]} ring={{ ...RING, given: true }} />
        </Still>
        <Still>
          <KeptKeys hosts={[]} ring={{ problem: "The key that seals can be read by others. Nothing was opened." }} />
        </Still>
      </Sample>
      <Sample title="retention: no rule, a rule, one of the environment">
        <Still>
          <Retention rule={null} asked={90} wouldRemove={NONE} kept={NONE} />
        </Still>
        <Still>
          <Retention rule={{ days: 90, by: "Ines Aydin", at: AT }} asked={90} wouldRemove={SOME} kept={SOME} />
        </Still>
        <Still>
          <Retention rule={{ days: 30, by: null, at: null }} asked={30} wouldRemove={NONE} kept={SOME} />
        </Still>
      </Sample>
      <Sample title="people">
        <Still>
          <People people={PEOPLE} roles={ROLES} me="ines" />
        </Still>
      </Sample>
      <Sample title="groups and who may what on them">
        <Still>
          <Groups accounts groups={GROUPS} outside={null} hosts={HOSTS} people={PEOPLE} roles={ROLES} />
        </Still>
      </Sample>
      <Sample title="audit log">
        <Still>
          <Verify />
        </Still>
        <RecordTable entries={[entry(3, "start"), entry(2, "keepKey", "403"), entry(1, "addHost")]} />
      </Sample>
      <Sample title="alerts: with keys, without accounts">
        <Still>
          <AlertSettings
            {...{ url: "https://culprit.example.net/api/v1/alerts", makes: true, heardAt: AT }}
            keys={KEYS.slice(2).map((key) => ({ ...key, owner: "Ines Aydin", own: true }))}
            refused={[{ from: null, reason: "The key is not known.", times: 14, lastAt: AT }]}
          />
        </Still>
        <AlertSettings url="http://127.0.0.1:7717/api/v1/alerts" makes={false} heardAt={null} keys={null} refused={[]} />
      </Sample>
    </>
  );
}
