import type { Brief, BriefHost, InputSpec, Runbook } from "#machines/contract/index.ts";
import { labHostName } from "#machines/contract/lab-inventory.ts";
import { complaintAbout } from "#machines/input.ts";
import { fillSlot } from "#machines/slot.ts";
import type { BriefDraft, HostDraft } from "./action.ts";

export type Checked =
  { readonly ok: true; readonly brief: Brief } | { readonly ok: false; readonly fields: Readonly<Record<string, string>> };

/** Checks what was typed against what the runbook asks for; every complaint carries the field's name and what would be right. */
export function checkBrief(runbook: Runbook, draft: BriefDraft): Checked {
  const fields: Record<string, string> = {};
  const hosts = namedHosts(runbook, draft, fields);
  const checked = checkInputs(runbook, draft.inputs);
  if (!checked.ok) Object.assign(fields, checked.fields);
  const inputs = checked.ok ? checked.inputs : {};
  if (draft.watchSeconds !== undefined && runbook.reproduction === undefined)
    fields["watchSeconds"] = `${runbook.id} measures no symptom, so there is nothing to watch for.`;
  if (draft.watchEach === true && draft.watchSeconds === undefined)
    fields["watchEach"] = "Say for how long: each time the symptom shows is judged until then.";
  if (Object.keys(fields).length > 0) return { ok: false, fields };
  return {
    ok: true,
    brief: {
      hosts,
      inputs,
      ...(draft.since ? { since: draft.since } : {}),
      ...(draft.changed ? { changed: draft.changed } : {}),
      ...(draft.watchSeconds === undefined ? {} : { watchSeconds: draft.watchSeconds }),
      ...(draft.watchEach === true ? { watchEach: true as const } : {}),
    },
  };
}

/** Likewise its inputs alone. */
export function checkInputs(
  runbook: Runbook,
  typed: Readonly<Record<string, string>>,
):
  | { readonly ok: true; readonly inputs: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly fields: Readonly<Record<string, string>> } {
  const fields: Record<string, string> = {};
  const inputs: Record<string, string> = {};
  for (const [name, spec] of Object.entries(runbook.inputs)) {
    const given = typed[name]?.trim() ?? "";
    const value = given === "" ? (spec.default ?? "") : given;
    const wrong = value === "" ? (spec.required ? `Needed: ${spec.about}` : null) : complaintAbout(spec, value);
    if (wrong !== null) fields[`inputs.${name}`] = wrong;
    else if (value !== "") inputs[name] = spelled(spec.type, value);
  }
  for (const name of Object.keys(typed)) {
    if (!Object.hasOwn(runbook.inputs, name)) fields[`inputs.${name}`] = `${runbook.id} has no such input.`;
  }
  return Object.keys(fields).length > 0 ? { ok: false, fields } : { ok: true, inputs };
}

/** As hosts print it: answers are found by the value that was asked about. Checked before. */
function spelled(type: InputSpec["type"], value: string): string {
  if (type === "text" || type === "choice" || type === "percent") return value;
  const filled = fillSlot(type, value);
  return "value" in filled ? filled.value : value;
}

/** Of the nth host in a role. */
export const keyOf = (role: string, n: number): string => (n === 1 ? role : `${role}#${n}`);

/** As the investigation has it, and the pre-flight before it. */
export const keyedHost = ({ role, name, address, port, user, netns }: HostDraft, key: string): BriefHost => ({
  key,
  role,
  name: name ?? labHostName(address) ?? address,
  address,
  ...(port === undefined ? {} : { port }),
  ...(user === undefined ? {} : { user }),
  ...(netns === undefined ? {} : { netns }),
});

export function complaintAboutNetns({ netns }: HostDraft): string | null {
  const filled = netns === undefined ? null : fillSlot("netns", netns);
  return filled !== null && "kind" in filled ? filled.why : null;
}

function namedHosts(runbook: Runbook, draft: BriefDraft, fields: Record<string, string>): BriefHost[] {
  const hosts: BriefHost[] = [];
  const counts = new Map<string, number>();
  draft.hosts.forEach((host, index) => {
    const n = (counts.get(host.role) ?? 0) + 1;
    counts.set(host.role, n);
    if (!Object.hasOwn(runbook.roles, host.role))
      fields[`hosts.${index}.role`] = `${runbook.id} knows the roles ${Object.keys(runbook.roles).join(", ")}.`;
    if (/[\s\0]/.test(host.address) || host.address.startsWith("-"))
      fields[`hosts.${index}.address`] = "An address, a host name or an alias of your ssh config.";
    const wrong = complaintAboutNetns(host);
    if (wrong !== null) fields[`hosts.${index}.netns`] = wrong;
    hosts.push(keyedHost(host, keyOf(host.role, n)));
  });
  for (const [role, spec] of Object.entries(runbook.roles)) {
    const n = counts.get(role) ?? 0;
    if (spec.required && n === 0) fields[`roles.${role}`] = `Needed: ${spec.about}`;
    if (n > (spec.most ?? 1)) fields[`roles.${role}`] = `At most ${spec.most ?? 1}.`;
  }
  return hosts;
}
