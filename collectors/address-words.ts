/** An address in words of 32 bits, as a capture filter compares them: one for IPv4, four for IPv6; null for neither. */
export function wordsOf(address: string): readonly string[] | null {
  if (!address.includes(":")) {
    const octets = address.split(".").map(Number);
    return octets.length === 4 && octets.every((octet) => octet >= 0 && octet < 256)
      ? [octets.map((octet) => hex(octet, 2)).join("")]
      : null;
  }
  const [before = "", after] = address.toLowerCase().split("::");
  const groups = (text: string): readonly string[] => text.split(":").filter(Boolean);
  const [left, right] = [groups(before), groups(after ?? "")];
  const zeros = Array.from({ length: after === undefined ? 0 : Math.max(0, 8 - left.length - right.length) }, () => "0");
  const all = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  if (all.length !== 8 || all.some((group) => !(group >= 0 && group < 0x1_0000))) return null;
  return [0, 2, 4, 6].map((at) => `${hex(all[at] ?? 0, 4)}${hex(all[at + 1] ?? 0, 4)}`);
}

export const sameAddress = (one: string, other: string): boolean => wordsOf(one)?.join("") === wordsOf(other)?.join("");

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
