/**
 * Stands in the page itself and runs before any other code of it. What is typed into a field with `data-keep` is kept under that key from the
 * first letter on, whatever becomes of the field before its code comes; Enter in a text area sends its form, as it will once the code runs.
 */
export function early(): void {
  const drafts = new WeakMap<EventTarget, string>();
  const fieldOf = ({ target }: Event): HTMLInputElement | HTMLTextAreaElement | null =>
    (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
    target.dataset["keep"] !== undefined &&
    target.dataset["ready"] === undefined
      ? target
      : null;
  addEventListener(
    "input",
    (event) => {
      const field = fieldOf(event);
      const key = field?.dataset["keep"];
      if (field === null || key === undefined) return;
      // A note begun before the reload does not stand in the field yet; of what is searched for, the last counts.
      const before = field instanceof HTMLInputElement ? "" : (drafts.get(field) ?? sessionStorage.getItem(key) ?? "");
      drafts.set(field, before);
      sessionStorage.setItem(key, before === "" ? field.value : `${before} ${field.value}`);
    },
    true,
  );
  addEventListener(
    "keydown",
    (event) => {
      const field = fieldOf(event);
      if (!(field instanceof HTMLTextAreaElement) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      field.form?.requestSubmit();
    },
    true,
  );
}
