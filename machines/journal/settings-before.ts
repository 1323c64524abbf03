import type { Proposal } from "./change-event.ts";
import type { InvestigationEvent } from "./event.ts";
import { ofType } from "./select.ts";

/**
 * What proposals of changes read of kernel settings of one host, by the name that sysctl knows: the values that a person who does the same by
 * hand goes back to. Of a setting that two proposals read differently nobody knows which that is.
 */
export function settingsBefore(events: readonly InvestigationEvent[], host: string): ReadonlyMap<string, string> {
  const read = ofType(events, "changeProposed").flatMap(({ proposal }) => (proposal.host === host ? settingIn(proposal) : []));
  const values = Map.groupBy(read, ({ setting }) => setting);
  return new Map(
    [...values].flatMap(([setting, all]) => {
      const [first] = all;
      return first !== undefined && all.every(({ value }) => value === first.value) ? [[setting, first.value] as const] : [];
    }),
  );
}

/** A setting of an interface is left out: its name may hold dots, which sysctl takes for the end of a folder. */
function settingIn({ undoLine, before }: Proposal): readonly { readonly setting: string; readonly value: string }[] {
  const [, path] = / \/proc\/sys\/(net\/[a-z0-9_/]+)(?: |$)/.exec(undoLine) ?? [];
  const own = path?.includes("/conf/") === false && /^\d+$/.test(before);
  return own ? [{ setting: path.replaceAll("/", "."), value: before }] : [];
}
