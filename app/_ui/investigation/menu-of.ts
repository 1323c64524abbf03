import type { MenuEntry } from "./Menu.tsx";

export type MenuEntries = readonly MenuEntry[] | (() => Promise<readonly MenuEntry[]>);

/** What stands in the menu of a button, for whoever looks for it by name. */
export const menuOf = new WeakMap<Element, MenuEntries>();
