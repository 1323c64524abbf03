import { unparsable } from "./failure.ts";

/** "0100007F:1F90" -> "127.0.0.1:8080"; 32 digits -> "[::1]:8080". The kernel prints addresses as host-order words: x86 and arm64 are little-endian. */
export function endpoint(text: string): string {
  const [, address = "", port = ""] =
    /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text) ?? unparsable(`"${text.slice(0, 45)}" is not an address and port`);
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  const number = parseInt(port, 16);
  if (bytes.length === 4) return `${bytes.map((byte) => parseInt(byte, 16)).join(".")}:${number}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    parseInt(`${bytes[index * 2] ?? ""}${bytes[index * 2 + 1] ?? ""}`, 16).toString(16),
  );
  return `[${shortened(groups)}]:${number}`;
}

/** RFC 5952: the longest run of zero groups becomes "::". */
export function shortened(groups: readonly string[]): string {
  const runs = [...groups.join(":").matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  if (longest === "") return groups.join(":");
  const [before = "", ...after] = groups.join(":").split(longest);
  return `${before}::${after.join(longest).replace(/^:/, "")}`;
}
