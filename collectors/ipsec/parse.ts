import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections } from "../section.ts";

export function parseIpsec(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const states = blocksOf(linesOf(all, "state")).map(stateRow);
  const policies = linesOrUnknown(all, "policy");
  const errors = errorsOf(linesOrUnknown(all, "errors"));
  return {
    fields: {
      states: states.length,
      tunnels: states.filter(({ mode }) => mode === "tunnel").length,
      policies:
        "unknown" in policies
          ? policies
          : blocksOf(policies).filter((block) => block.some((line) => /^\s+dir (?:out|in|fwd)\b/.test(line))).length,
      ...errorFields(errors),
    },
    tables: { states: unique(states), errors: "unknown" in errors ? [] : [...errors].map(([key, count]) => ({ key, packets: count })) },
  };
}

/** Entries begin at the margin: "src 10.0.0.1 dst 10.0.0.2". */
function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  for (const line of lines) {
    if (line === "") continue;
    if (/^src \S+ dst \S+/.test(line)) blocks.push([line]);
    else if (/^\s/.test(line)) (blocks.at(-1) ?? unparsable("a line before the first entry")).push(line);
    else unparsable(`"${line.slice(0, 60)}" is no entry`);
  }
  return blocks;
}

function stateRow(block: readonly string[]): Row {
  const text = block.join("\n");
  const find = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const [, source = "", target = ""] = /^src (\S+) dst (\S+)/.exec(text) ?? [];
  const proto = find(/\bproto (\S+) spi /) ?? unparsable("an entry without a protocol");
  const count = (what: string): Value => {
    const found = find(new RegExp(`lifetime current:\\n\\s*[^\\n]*?(\\d+)\\(${what}\\)`));
    return found === undefined ? unknown("this ip does not count what a state carried") : decimal(found, what);
  };
  return {
    key: `${source} > ${target} ${proto} ${find(/ spi (0x[0-9a-f]+)/) ?? ""}`.trim(),
    source,
    target,
    protocol: proto,
    mode: find(/ mode (\S+)/) ?? "transport",
    transform: transformName(text),
    ...sizes(text, proto),
    inUdp: /^\s+encap type espinudp/m.test(text),
    packets: count("packets"),
    bytes: count("bytes"),
  };
}

const transformName = (text: string): string => {
  const names = [...text.matchAll(/^\s+(?:aead|enc|auth-trunc|auth) (\S+)/gm)].map(([, name]) => name ?? "");
  return names.length === 0 ? "none" : names.join(" with ");
};

/** Bytes of the initialisation vector, and what the payload is padded to (never less than 4: RFC 4303 2.4). */
const CIPHERS: readonly (readonly [RegExp, number, number])[] = [
  [/^cbc\((?:aes|camellia|twofish|serpent)\)$/, 16, 16],
  [/^cbc\((?:des3_ede|des|blowfish|cast5)\)$/, 8, 8],
  [/^(?:rfc3686\(ctr\(aes\)\)|rfc4106\(gcm\(aes\)\)|rfc4309\(ccm\(aes\)\)|rfc4543\(gcm\(aes\)\)|rfc7539esp\(chacha20,poly1305\))$/, 8, 4],
  [/^(?:ecb\()?cipher_null\)?$/, 0, 4],
];

/** What the kernel cuts a check value to where nothing else is said (net/xfrm/xfrm_algo.c of v6.12). */
const CHECKS: Readonly<Record<string, number>> = {
  "hmac(md5)": 12,
  "hmac(sha1)": 12,
  "hmac(sha256)": 12,
  "hmac(sha384)": 24,
  "hmac(sha512)": 32,
  "xcbc(aes)": 12,
  "cmac(aes)": 12,
  digest_null: 0,
};

function sizes(text: string, proto: string): Readonly<Record<"iv" | "icv" | "block", Value>> {
  const none = (why: string): Readonly<Record<"iv" | "icv" | "block", Value>> => ({
    iv: unknown(why),
    icv: unknown(why),
    block: unknown(why),
  });
  if (proto !== "esp") return none(`${proto} is not ESP`);
  const [, aead, tag] = /^\s+aead (\S+) .*?(\d+)$/m.exec(text) ?? [];
  const cipher = aead ?? /^\s+enc (\S+)/m.exec(text)?.[1] ?? "";
  const found = CIPHERS.find(([name]) => name.test(cipher));
  if (found === undefined) return none(`what ${cipher === "" ? "an unnamed cipher" : cipher} adds is not known here`);
  const [, trunc, bits] = /^\s+auth-trunc (\S+) .*?(\d+)$/m.exec(text) ?? [];
  const auth = /^\s+auth (\S+)/m.exec(text)?.[1];
  const usual = auth === undefined ? 0 : Object.hasOwn(CHECKS, auth) ? CHECKS[auth] : undefined;
  const icv = aead !== undefined ? Number(tag) / 8 : trunc !== undefined ? Number(bits) / 8 : usual;
  if (icv === undefined) return none(`how long the check value of ${auth ?? ""} is, is not known here`);
  return { iv: found[1], icv, block: found[2] };
}

/** "XfrmOutNoStates         	0" */
function errorsOf(lines: readonly string[] | Unknown): ReadonlyMap<string, number | Unknown> | Unknown {
  if ("unknown" in lines) return lines;
  return new Map(
    lines.map((line) => {
      const [, name = "", count] = /^(Xfrm\w+)\s+(\d+)$/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is no counter`);
      return [name, decimal(count, name)] as const;
    }),
  );
}

function errorFields(
  errors: ReadonlyMap<string, number | Unknown> | Unknown,
): Readonly<Record<"inErrors" | "outErrors" | "noState", Value>> {
  if ("unknown" in errors) return { inErrors: errors, outErrors: errors, noState: errors };
  const total = (pattern: RegExp): Value =>
    sum(
      [...errors].filter(([name]) => pattern.test(name)).map(([, count]) => count),
      "xfrm_stat",
    );
  return {
    inErrors: total(/^Xfrm(?:In|Fwd)/),
    outErrors: total(/^Xfrm(?:Out|Acquire)/),
    noState: total(/^Xfrm(?:Out|In)NoStates$|^XfrmAcquireError$/),
  };
}

/** Two states of the same ends differ by their SPI, unless that was cut off. */
function unique(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter(({ key }) => !seen.has(key) && seen.add(key));
}
