import type { MenuEntry } from "../investigation/Menu.tsx";
import { menuOf } from "../investigation/menu-of.ts";

export interface Action {
  readonly say: string;
  readonly run: () => void;
  /** Ends something. */
  readonly stop: boolean;
}

export interface Actions {
  readonly title: string;
  readonly actions: readonly Action[];
}

/**
 * What the page offers under a name, whether this screen has room for its button or not: everything marked `data-action` that may be pressed,
 * by the `data-actions` around it. Of a menu it is what stands in it.
 */
export async function actionsHere(): Promise<readonly Actions[]> {
  const groups = new Map<string, Action[]>();
  const known = new Set<string>();
  const add = (title: string, action: Action): void => {
    if (known.has(action.say)) return;
    known.add(action.say);
    groups.set(title, [...(groups.get(title) ?? []), action]);
  };
  for (const one of document.querySelectorAll<HTMLElement>("[data-action]")) {
    const { action: say = "" } = one.dataset;
    const title = one.closest<HTMLElement>("[data-actions]")?.dataset["actions"] ?? "On this page";
    if (one.getAttribute("aria-disabled") === "true" || (one instanceof HTMLButtonElement && one.disabled)) continue;
    const menu = menuOf.get(one);
    if (menu === undefined) add(title, { say, run: () => press(one), stop: say === "Stop" });
    else for (const entry of typeof menu === "function" ? await menu() : menu) if (entry.everything !== true) add(title, ofMenu(entry));
  }
  return [...groups].map(([title, actions]) => ({ title, actions: actions.toSorted((a, b) => Number(a.stop) - Number(b.stop)) }));
}

/** As a person would: it has the focus afterwards, so that the next key goes there. */
function press(one: HTMLElement): void {
  one.focus();
  one.click();
}

function ofMenu({ say, href, opens, onChoose, stop = false }: MenuEntry): Action {
  const follow = (): void => {
    const link = document.createElement("a");
    link.href = href ?? "";
    Object.assign(link, opens === true ? { target: "_blank", rel: "noreferrer" } : { download: "" });
    link.click();
  };
  return { say, stop, run: () => (href === undefined ? onChoose?.() : follow()) };
}
