/** One dialog that is opened from another gives the focus back to what had opened that one, which is gone by then. */
const openers = new WeakMap<Element, HTMLElement>();

/** What has the focus as a dialog opens. Of a menu's item, which goes with its menu: the button of the menu. */
export function openerNow(): HTMLElement | null {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement)) return null;
  const dialog = focused.closest("[role=dialog]");
  const menu = focused.closest("[role=menu]");
  if (dialog !== null) return openers.get(dialog) ?? focused;
  return menu === null ? focused : document.getElementById(menu.getAttribute("aria-labelledby") ?? "");
}

export function hasOpened(opener: HTMLElement | null, dialog: Element | null): void {
  if (opener !== null && dialog !== null) openers.set(dialog, opener);
}

/**
 * To what opened it, or to the page's content where that is gone: the next key goes on from there. Not where what was done in it has put the focus
 * somewhere already, as actions of the palette do.
 */
export function giveBack(opener: HTMLElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const to = opener?.isConnected === true && opener !== document.body ? opener : document.querySelector<HTMLElement>("main");
  to?.focus({ preventScroll: true });
}
