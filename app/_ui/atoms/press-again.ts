/** Of several buttons, the one that was pressed: what was sent names it. One that is not offered any more is not pressed. */
export function pressAgain(form: HTMLFormElement | null, early: FormData): void {
  const named = [...(form?.querySelectorAll<HTMLButtonElement>("button[name]") ?? [])];
  if (named.length === 0) return form?.requestSubmit();
  const pressed = named.find(({ name, value, disabled }) => !disabled && early.get(name) === value);
  if (pressed !== undefined) form?.requestSubmit(pressed);
}
