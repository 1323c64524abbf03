import type { HostItem } from "#server/read/hosts.ts";
import type { SetupDifference, SnapshotRow } from "#server/read/snapshots.ts";
import { AddHosts } from "../hosts/AddHosts.tsx";
import { ConnectionTest } from "../hosts/ConnectionTest.tsx";
import { Difference } from "../hosts/Difference.tsx";
import { HostForm } from "../hosts/HostForm.tsx";
import { ImportConfig, Picks } from "../hosts/ImportConfig.tsx";
import { Inventory } from "../hosts/Inventory.tsx";
import { Snapshots } from "../hosts/Snapshots.tsx";
import { LabHosts } from "../lists/LabHosts.tsx";
import { Sample } from "./Sample.tsx";
import { Still } from "./Still.tsx";

const AT = "2026-11-21T02:14:22.000Z";
const LONG = "neutron-openvswitch-agent-default-7d9f8b6c5d-x2v9q.openstack.svc.cluster.local";
const plain: HostItem = {
  ...{ id: "design", name: "net-2", address: "192.0.2.9", port: null, user: null, netns: null, group: null, labels: [], last: null },
};
const HOSTS: readonly HostItem[] = [
  plain,
  { ...plain, id: "design-1", name: "cmp-7", user: "root", port: 2222, netns: "qrouter-8d4f2c1e", last: AT },
  {
    ...plain,
    id: "design-2",
    name: LONG,
    address: LONG,
    group: "region-1",
    labels: ["compute", "rack 12", "kernel-6.1"],
    keyFingerprint: "SHA256:q8",
  },
];
const GROUPS = [
  { group: "region-1", hosts: 214 },
  { group: "a-group-with-a-name-that-is-longer-than-its-place", hosts: 1 },
];
const INVENTORY = { hosts: HOSTS, groups: GROUPS, all: 3, more: 0, text: "", group: "" };

const snapshot = (n: number, host: string): SnapshotRow => ({
  ...{ id: `design-${n}`, investigationId: "design", number: 200 + n, host, hostname: host, practice: false },
  at: new Date(Date.parse(AT) + n * 86_400_000),
});
const line = (key: string, [one, other]: readonly [string, string], matters = true): SetupDifference["differing"][number] => ({
  ...{ area: "sysctl", key, one, other, matters, relevance: matters ? 1 : 0 },
});
const DIFFERS: SetupDifference = {
  ...{ a: snapshot(1, "net-2"), b: snapshot(2, "net-2"), between: "times", compared: 10_412, unknown: ["nft on net-2: permission denied"] },
  differing: [
    line("net.core.netdev_max_backlog", ["1000", "3000"]),
    line("net.ipv4.conf.a-name-that-is-longer-than-its-column.rp_filter", ["1", "0"]),
    line("kernel.random.boot_id", ["8d4f2c1e", "77b0a3d1"], false),
  ],
};
const FOUND = {
  hosts: [
    { name: "net-1", address: "192.0.2.10", user: "root", port: null, jump: [] },
    { name: "cmp-7", address: "cmp-7", user: null, port: null, jump: [] },
    { name: LONG, address: "192.0.2.12", user: "culprit", port: 2222, jump: ["bastion"] },
  ],
  left: ["Host *.example.net names no single host."],
  taken: ["net-1"],
};
const nothing = (): void => undefined;

/** Hosts: their list, where they come from, and how they are set up. */
export function Inventories(): React.JSX.Element {
  return (
    <>
      <h2>Hosts</h2>
      <Sample title="inventory; empty, no match, too many">
        <Inventory {...INVENTORY} />
        <Inventory {...INVENTORY} all={0} />
        <Inventory {...INVENTORY} hosts={[]} group="region-1" />
        <Inventory {...INVENTORY} hosts={HOSTS.slice(0, 1)} groups={[]} all={412} more={212} />
      </Sample>
      <Sample title="ways to add hosts">
        <Still>
          <AddHosts />
        </Still>
      </Sample>
      <Sample title="import of an OpenSSH configuration; what it names; nothing">
        <Still>
          <ImportConfig onDone={nothing} />
        </Still>
        <Still>
          <Picks found={FOUND} own={false} onBack={nothing} onDone={nothing} />
        </Still>
        <Still>
          <Picks found={{ hosts: [], left: FOUND.left, taken: [] }} own={false} onBack={nothing} onDone={nothing} />
        </Still>
      </Sample>
      <Sample title="one host">
        <Still>
          <HostForm host={{ ...plain, group: "region-1", labels: ["compute", "rack 12"] }} />
          <ConnectionTest host={plain} mayTrust />
        </Still>
      </Sample>
      <Sample title="snapshots; none">
        <Snapshots rows={[snapshot(2, "net-2"), snapshot(1, "net-2")]} />
        <Snapshots rows={[]} />
      </Sample>
      <Sample title="difference: of two times, of two hosts, none">
        <Difference found={DIFFERS} />
        <Difference found={{ ...DIFFERS, b: snapshot(2, "net-3"), between: "hosts" }} />
        <Difference found={{ ...DIFFERS, differing: [], unknown: [] }} />
      </Sample>
      <Sample title="lab: up, none, of another version">
        <LabHosts
          lab={{
            ...{ state: "up", topology: "plain", about: "Two hosts and a router between them.", since: AT },
            hosts: [
              { name: "client", about: "sends", address: "10.199.0.2", fingerprint: "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M" },
            ],
            asks: [
              {
                n: 0,
                runbook: "small-packet-loss",
                title: "A small share of the packets is lost",
                roles: [{ title: "Sender", hosts: ["client"] }],
              },
            ],
          }}
        />
        <LabHosts lab={{ state: "none" }} />
        <LabHosts lab={{ state: "unusable", say: "The lab that is up was raised by another version. Take it down and raise it anew." }} />
      </Sample>
    </>
  );
}
