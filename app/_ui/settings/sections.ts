import type { Right } from "#server/door/visitor.ts";

/** A page of the settings: who sees it, and what it is for. */
export interface Section {
  readonly id: string;
  readonly say: string;
  readonly for: Right;
  readonly about: string;
  /** Makes sense only where there are accounts. */
  readonly accounts?: true;
}

export const SECTIONS: readonly Section[] = [
  { id: "account", say: "Your account", for: "own", accounts: true, about: "Where you are signed in, your roles and your password." },
  {
    id: "api-keys",
    say: "API keys",
    for: "own",
    accounts: true,
    about: "What programs say instead of a password: what each may do, and until when.",
  },
  { id: "people", say: "People and roles", for: "people", accounts: true, about: "Who may come in, and what they may do." },
  { id: "groups", say: "Host groups", for: "people", accounts: true, about: "On which hosts who may investigate, probe and intervene." },
  { id: "ssh-keys", say: "SSH keys", for: "trust", about: "Keys that Culprit keeps to log in to hosts. They are never shown again." },
  { id: "alerts", say: "Alerts", for: "keep", about: "How an Alertmanager hands in what fires, so that it waits on the start page." },
  { id: "retention", say: "Retention", for: "keep", about: "How long raw outputs of hosts are kept. Verdicts and readings stay." },
  { id: "redaction", say: "Redaction", for: "read", about: "What is taken out of outputs before anything is stored." },
  { id: "records", say: "Audit log", for: "keep", about: "Who did what to which host, as a chain that shows when it was changed." },
  { id: "about", say: "About", for: "read", about: "Version, data folder and database of this installation." },
];

/** Those that this person may open. */
export const sectionsFor = (rights: ReadonlySet<Right>, accounts: boolean): readonly Section[] =>
  SECTIONS.filter((section) => rights.has(section.for) && (accounts || section.accounts !== true));
