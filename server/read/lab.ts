import { runbookById } from "#runbooks";
import { readLab } from "../lab/inventory.ts";

/** One way to investigate the lab: a runbook, and who of its hosts takes which role. */
export interface LabAsk {
  /** Its place among the lab's asks. */
  readonly n: number;
  readonly runbook: string;
  readonly title: string;
  readonly roles: readonly { readonly title: string; readonly hosts: readonly string[] }[];
}

/** The lab of this machine, as pages show it: none, one that cannot be used and why, or its hosts. Which faults are in it is not known here. */
export type LabGroup =
  | { readonly state: "none" }
  | { readonly state: "unusable"; readonly say: string }
  | {
      readonly state: "up";
      readonly topology: string;
      readonly about: string;
      readonly since: string;
      readonly hosts: readonly { readonly name: string; readonly about: string; readonly address: string; readonly fingerprint: string }[];
      readonly asks: readonly LabAsk[];
    };

export async function labGroup(): Promise<LabGroup> {
  const lab = await readLab();
  if (lab.state !== "up") return lab.state === "none" ? lab : { state: "unusable", say: lab.say };
  const { topology, about, since, hosts, asks } = lab.inventory;
  return {
    state: "up",
    topology,
    about,
    since,
    hosts: hosts.map((host) => ({ name: host.name, about: host.about, address: host.address, fingerprint: host.hostKeyFingerprint })),
    asks: asks.flatMap(({ runbook: id, roles }, n) => {
      const runbook = runbookById(id);
      if (runbook === undefined) return [];
      const said = Object.entries(roles).map(([role, names]) => ({ title: runbook.roles[role]?.title ?? role, hosts: names }));
      return [{ n, runbook: id, title: runbook.title, roles: said }];
    }),
  };
}

/** What a form is filled with: hosts by role as they are typed, and inputs. */
export interface Filled {
  /** Another lab, or the same raised again, is another one. */
  readonly key: string;
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** Network namespaces of these hosts, in the same order. */
  readonly netns?: Readonly<Record<string, readonly string[]>>;
  /** The investigation that hands over. */
  readonly from?: string;
  /** The alert that it begins from, and what was made of it. */
  readonly alert?: { readonly id: string; readonly say: string };
  readonly title?: string;
  readonly since?: string;
}

/** The form as the lab's ask `n` fills it; or why it cannot. */
export async function labForm(runbook: string, n: number): Promise<Filled | { readonly say: string }> {
  const lab = await readLab();
  if (lab.state === "none") return { say: "The lab is not up any more. culprit lab up raises one." };
  if (lab.state === "unusable") return { say: lab.say };
  const { topology, since, asks } = lab.inventory;
  const ask = asks[n];
  if (ask?.runbook !== runbook) return { say: `The lab that is up now, ${topology}, does not say how ${runbook} is pointed at it.` };
  const hosts = Object.fromEntries(Object.entries(ask.roles).map(([role, names]) => [role, names.map((name) => `lab:${name}`)]));
  return { key: `${since} ${n}`, hosts, inputs: ask.inputs };
}
