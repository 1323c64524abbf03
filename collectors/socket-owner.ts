/**
 * Who has a socket, as ss says it: `users:(("named",pid=61,fd=3),("named",pid=60,fd=3))`, the first of them. A process chooses its own name, ss prints it as it
 * is, and 15 characters are enough for `x",pid=1,fd=3`: that would put the guilt, and the command that is advised, on another process. Within the whole
 * form there is room for one reading only; what does not fit it is nobody's.
 */
export function ownerIn(line: string): { readonly name: string; readonly pid: string } | null {
  const [, name, pid] = OWNERS.exec(line) ?? [];
  return name === undefined || pid === undefined ? null : { name, pid };
}

/** It names somebody, whether that can be read or not. */
export const hasOwner = (line: string): boolean => line.includes("users:((");

/** The line without what names its owners: a process could write into its own name what is looked for in the rest. */
export function withoutOwners(line: string): string {
  const from = line.indexOf("users:((");
  const to = line.lastIndexOf("))");
  return from < 0 || to < from ? line : `${line.slice(0, from)}${line.slice(to + 2)}`;
}

const OWNERS = /users:\(\("([^"]{0,64})",pid=(\d{1,10}),fd=\d{1,10}\)(?:,\("[^"]{0,64}",pid=\d{1,10},fd=\d{1,10}\))*\)(?:\s|$)/;
