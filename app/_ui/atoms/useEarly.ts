"use client";

import { useEffect } from "react";

/**
 * What was typed or chosen before the page's code ran stands in the fields, and the state behind them knows nothing of it: the next time it is
 * drawn, it would be gone. Once the form's code runs, each such field says what it holds.
 */
export function useEarly(form: React.RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    for (const field of form.current?.elements ?? []) tell(field);
  }, [form]);
}

function tell(field: Element): void {
  // It is kept elsewhere already, see useDraft.
  if (field instanceof HTMLElement && field.dataset["keep"] !== undefined) return;
  if (field instanceof HTMLSelectElement) {
    // What the server drew marks one; without a mark it was drawn here, and nobody can have chosen before that.
    const drawn = [...field.options].find(({ defaultSelected }) => defaultSelected);
    if (drawn !== undefined && field.value !== drawn.value) field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
    const { checked, defaultChecked } = field;
    if (checked !== defaultChecked) change(field, "checked", { from: defaultChecked, to: checked, event: "click" });
  } else if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== "hidden")) {
    const { value, defaultValue } = field;
    if (value !== defaultValue) change(field, "value", { from: defaultValue, to: value, event: "input" });
  }
}

interface Change {
  readonly from: string | boolean;
  readonly to: string | boolean;
  readonly event: "input" | "click";
}

/** React tells nobody of a value that it knows: it is set back where React sees it, then forward by the browser's own setter, as typing does. */
function change(field: HTMLInputElement | HTMLTextAreaElement, name: "value" | "checked", { from, to, event }: Change): void {
  Object.assign(field, { [name]: from });
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), name)?.set?.call(field, to);
  field.dispatchEvent(new Event(event, { bubbles: true }));
}
