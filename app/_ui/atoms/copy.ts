import { toast } from "./toast.ts";

/** Copies what no button stands for, and says what came of it. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await write(text);
    toast(said);
  } catch (cause) {
    toast(`Could not copy: ${cause instanceof Error ? cause.message : "the browser refused"}`, "wrong");
  }
}

/** The clipboard API exists on https and localhost only; a selection works everywhere. */
export async function write(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser refused");
}
