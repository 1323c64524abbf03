import fc from "fast-check";

/** What a host that lies, or a tool gone wrong, may print where another word stood. */
export const NASTY = [
  ...["", " ", "-", "-1", "0", "00", "1e9", "1e400", "0x10", "NaN", "Infinity", "nan", "inf", "1.5", "null", "true", "[]", "{}", '"'],
  ...["4294967295", "4294967296", "9007199254740993", "18446744073709551615", "18446744073709551616", "9".repeat(400)],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "length", "key", "then"],
  ...["$(reboot)", "`reboot`", "-oProxyCommand=reboot", "eth0;rm -rf /", "../../etc/passwd", "%s%n", "a'b\"c", "<script>alert(1)</script>"],
  ...[
    "\u202Etxt.exe",
    "e\u200Bth0",
    "\u2066x\u2069",
    "\uFEFF",
    "\uFFFD",
    "\u{1F4A5}",
    "\u001B[2J",
    "\u001B]0;x\u0007",
    "\u0000",
    "\r",
    "\u2028",
  ],
  ...[
    "== end",
    "== !x",
    "== /proc/net/softnet_stat",
    "CULPRIT-ARMED",
    ":",
    "=",
    "|",
    ",",
    ";",
    "/",
    "(",
    ")",
    "{",
    "}",
    "<",
    ">",
    "@",
    "#",
  ],
  ...["255.255.255.255", "0.0.0.0", "::", "fe80::1%eth0", "ff:ff:ff:ff:ff:ff", "999.1.1.1", "2038-01-19T03:14:08Z", "1970-01-01"],
] as const;

/** One change to a text. `at` and `to` are places in it, as parts of its length. */
export type Damage =
  | { readonly kind: "cut" | "bit"; readonly at: number; readonly to: number }
  | { readonly kind: "word" | "number" | "put"; readonly at: number; readonly text: string }
  | { readonly kind: "swap" | "repeat" | "drop" | "twice"; readonly at: number; readonly to: number; readonly times: number };

const part = fc.double({ min: 0, max: 1, noNaN: true });
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 64n), max: 2n ** 65n }).map(String) },
);

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constantFrom("cut" as const, "bit" as const), at: part, to: part }),
  fc.record({ kind: fc.constantFrom("word" as const, "number" as const, "put" as const), at: part, text }),
  fc.record({
    kind: fc.constantFrom("swap" as const, "repeat" as const, "drop" as const, "twice" as const),
    at: part,
    to: part,
    times: fc.integer({ min: 2, max: 30 }),
  }),
);

const place = (length: number, at: number): number => Math.min(Math.floor(at * length), Math.max(0, length - 1));

/** Replaces the match of `pattern` that stands at or after the place. */
function replaceFrom(of: string, pattern: RegExp, { at, text: by }: { readonly at: number; readonly text: string }): string {
  const from = place(of.length, at);
  const found = pattern.exec(of.slice(from));
  return found === null ? of : of.slice(0, from + found.index) + by + of.slice(from + found.index + found[0].length);
}

export function damaged(of: string, how: Damage): string {
  switch (how.kind) {
    case "word":
      return replaceFrom(of, /[^\s:=,"[\]{}()]+/, how);
    case "number":
      return replaceFrom(of, /\d+/, how);
    case "put":
      return of.slice(0, place(of.length, how.at)) + how.text + of.slice(place(of.length, how.at));
    case "cut":
      return of.slice(0, place(of.length, how.at));
    case "bit":
      return flipped(of, place(of.length, how.at), Math.floor(how.to * 7));
    default:
      return withOtherLines(of, how);
  }
}

const flipped = (of: string, at: number, bit: number): string =>
  of.slice(0, at) + String.fromCharCode((of.charCodeAt(at) || 0) ^ (1 << bit)) + of.slice(at + 1);

function withOtherLines(of: string, how: Extract<Damage, { readonly times: number }>): string {
  const lines = of.split("\n");
  const [a, b] = [place(lines.length, how.at), place(lines.length, how.to)];
  const [line = "", other = ""] = [lines[a], lines[b]];
  if (how.kind === "drop") lines.splice(a, 1);
  else if (how.kind === "twice") lines.splice(b, 0, line);
  else if (how.kind === "swap") [lines[a], lines[b]] = [other, line];
  else lines.splice(a, 0, ...Array.from({ length: how.times }, () => line));
  return lines.join("\n");
}
