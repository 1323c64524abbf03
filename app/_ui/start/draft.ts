import type { Runbook } from "#machines/contract/index.ts";
import type { BriefDraft } from "#server/door/action.ts";
import type { Host } from "#server/door/inventory.ts";
import type { Filled } from "#server/read/lab.ts";
import { complaintAbout } from "#machines/input.ts";
import { readDestination } from "./destination.ts";
import type { HostDraft } from "./Fields.tsx";

/** The form as it stands. */
export interface Draft {
  readonly title: string;
  readonly hosts: Readonly<Record<string, readonly HostDraft[]>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly since: string;
  readonly changed: string;
  /** Seconds as digits; empty: do not watch. */
  readonly watch: string;
  /** "each": every time it shows is judged until the time is up; empty: the first time ends it. */
  readonly each: string;
}

/** How long a watch may be told to last, as it is chosen. */
export const WATCHES: readonly { readonly seconds: string; readonly say: string }[] = [
  { seconds: "", say: "Judge the first window" },
  { seconds: "600", say: "Up to 10 minutes" },
  { seconds: "3600", say: "Up to 1 hour" },
  { seconds: "28800", say: "Up to 8 hours" },
  { seconds: "86400", say: "Up to 1 day" },
];

/** What ends a watch, as it is chosen. */
export const ENDS: readonly { readonly each: string; readonly say: string }[] = [
  { each: "", say: "Judge the first time it shows, and end" },
  { each: "each", say: "Judge each time it shows, until the time is up" },
];

/** Before anybody typed: defaults, and what a lab says about itself. */
export function emptyDraft(runbook: Runbook, title: string, filled?: Filled): Draft {
  const blank = [{ at: "", netns: "" }];
  return {
    title: title === "" ? (filled?.title ?? "") : title,
    since: filled?.since ?? "",
    changed: "",
    watch: "",
    each: "",
    hosts: Object.fromEntries(
      Object.keys(runbook.roles).map((role) => [
        role,
        filled?.hosts[role]?.map((at, n) => ({ at, netns: filled.netns?.[role]?.[n] ?? "" })) ?? blank,
      ]),
    ),
    inputs: Object.fromEntries(
      Object.entries(runbook.inputs).map(([name, spec]) => [
        name,
        filled?.inputs[name] ?? spec.default ?? (spec.type === "choice" ? (spec.choices?.[0] ?? "") : ""),
      ]),
    ),
  };
}

/** A form that was kept as text; what does not fit the runbook as it is now is left out. */
export function readDraft(kept: string, empty: Draft): Draft {
  const said = parsed(kept);
  if (said === null) return empty;
  const text = (name: "title" | "since" | "changed" | "watch" | "each"): string => (typeof said[name] === "string" ? said[name] : "");
  // Other words led here this time.
  const title = said.led === empty.title ? text("title") : empty.title || text("title");
  const inputs = Object.fromEntries(
    Object.entries(empty.inputs).map(([name, value]) => [name, typeof said.inputs?.[name] === "string" ? said.inputs[name] : value]),
  );
  const hosts = Object.fromEntries(Object.entries(empty.hosts).map(([role, drafts]) => [role, hostsIn(said.hosts?.[role]) ?? drafts]));
  const watch = WATCHES.some(({ seconds }) => seconds === text("watch")) ? text("watch") : "";
  const each = text("each") === "each" ? "each" : "";
  return { title, since: text("since"), changed: text("changed"), watch, each, inputs, hosts };
}

/** The form as text, with the words that led to it. */
export const writeDraft = (draft: Draft, empty: Draft): string => JSON.stringify({ ...draft, led: empty.title });

function parsed(kept: string): (Partial<Draft> & { readonly led?: unknown }) | null {
  if (kept === "") return null;
  try {
    const said: unknown = JSON.parse(kept);
    return typeof said === "object" && said !== null ? said : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function hostsIn(drafts: unknown): readonly HostDraft[] | null {
  const fits = (one: unknown): one is HostDraft =>
    typeof one === "object" && one !== null && "at" in one && typeof one.at === "string" && "netns" in one && typeof one.netns === "string";
  return Array.isArray(drafts) && drafts.length > 0 && drafts.every(fits) ? drafts : null;
}

export interface Checked {
  readonly brief: BriefDraft;
  /** By the field's name, as the door names it; `role.<role>.<index>` for a host. */
  readonly wrong: Readonly<Record<string, string>>;
}

/** The brief that would be sent, and what is still wrong with it. */
export function checkDraft(runbook: Runbook, draft: Draft, inventory: readonly Host[]): Checked {
  const wrong: Record<string, string> = {};
  const hosts: BriefDraft["hosts"] = [];
  for (const [role, spec] of Object.entries(runbook.roles)) {
    const typed = draft.hosts[role] ?? [];
    typed.forEach((one, index) => {
      if (one.at.trim() === "") return;
      const host = hostOf(one, inventory);
      if ("wrong" in host) wrong[`role.${role}.${index}`] = host.wrong;
      else hosts.push({ role, ...host });
    });
    if (spec.required && typed.every(({ at }) => at.trim() === "")) wrong[`roles.${role}`] = "Needed.";
  }
  const inputs: Record<string, string> = {};
  for (const [name, spec] of Object.entries(runbook.inputs)) {
    const value = (draft.inputs[name] ?? "").trim();
    const complaint = complaintAbout(spec, value);
    if (complaint !== null) wrong[`inputs.${name}`] = complaint;
    if (value !== "") inputs[name] = value;
  }
  const [since, changed] = [draft.since.trim(), draft.changed.trim()];
  const watch =
    runbook.reproduction === undefined || draft.watch === ""
      ? {}
      : { watchSeconds: Number(draft.watch), ...(draft.each === "" ? {} : { watchEach: true as const }) };
  return { brief: { hosts, inputs, ...(since === "" ? {} : { since }), ...(changed === "" ? {} : { changed }), ...watch }, wrong };
}

export type HostPart = Omit<BriefDraft["hosts"][number], "role">;

/** A name of the inventory brings its address, user and port; anything else is read as typed. */
export function hostOf({ at, netns }: HostDraft, inventory: readonly Host[]): HostPart | { readonly wrong: string } {
  const said = at.trim();
  const own = netns.trim();
  const known = inventory.find(({ name }) => name === said);
  if (known === undefined) {
    const typed = readDestination(said);
    return "wrong" in typed ? typed : { ...typed, ...(own === "" ? {} : { netns: own }) };
  }
  const space = own === "" ? known.netns : own;
  return {
    name: known.name,
    address: known.address,
    ...(known.user === null ? {} : { user: known.user }),
    ...(known.port === null ? {} : { port: known.port }),
    ...(space === null ? {} : { netns: space }),
  };
}
