/**
 * For scripts that print words of others: names of interfaces, processes and files, and what tools say of them. The `echo` of dash and busybox makes lines
 * of "\n" in what it prints and falls silent at "\c", so that any user of the host could add to an answer, or end it, by the name of a process. One that
 * prints what it is given stands in its place.
 */
export const literally = (script: string): string => `${LITERAL_ECHO}\n${script}`;

export const LITERAL_ECHO = `echo() { printf '%s\\n' "$*"; }`;
