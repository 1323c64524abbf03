import type { Namespace } from "../hosts/namespace.ts";

/**
 * Settings below /proc/sys that every network namespace has for itself. The value found is kept on the host before the first
 * change, so that it can be put back whatever died in between.
 */
const KEPT = 'kept="/run/lab/found-$(echo "$1" | tr / -)"';

export const setOwn = (host: Namespace, path: string, value: string | number): Promise<string> =>
  host.must([
    "sh",
    "-c",
    `${KEPT}; [ -e "$kept" ] || { cat "/proc/sys/$1" > "$kept.new"; mv "$kept.new" "$kept"; }; echo "$2" > "/proc/sys/$1"`,
    "sh",
    path,
    String(value),
  ]);

/** Does nothing where it was never changed. */
export const putBackOwn = (host: Namespace, path: string): Promise<string> =>
  host.must(["sh", "-c", `${KEPT}; [ ! -e "$kept" ] || { cat "$kept" > "/proc/sys/$1"; rm "$kept"; }`, "sh", path]);
