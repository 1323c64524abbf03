import { describe, expect, it } from "vitest";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";
import { WITH_SECRETS, WITHOUT } from "./samples.ts";

const KEY = Buffer.alloc(32, 7);
const scanner = scannerOf(tokensOf(KEY));
const TOKEN = /⟨secret:[a-z0-9_]+:([0-9a-hjkmnp-tv-z]{8})⟩/g;

const plain = (marked: string): string => marked.replaceAll(/[«»]/g, "");
const secretsIn = (marked: string): readonly string[] => [...marked.matchAll(/«([^»]*)»/g)].map(([, secret]) => secret ?? "");
const PEM = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\nAAAA=\n-----END OPENSSH PRIVATE KEY-----\neth0: up\n";

describe("output is scanned for secrets", () => {
  it.each(WITH_SECRETS)("%s", (marked) => {
    const scanned = scanner.text(plain(marked));
    for (const secret of secretsIn(marked)) expect(scanned).not.toContain(secret);
    if (!marked.startsWith("-----")) {
      // Nothing but the secret is gone.
      const around = marked.split(/«[^»]*»/);
      expect(scanned.split(/⟨[^⟩]*⟩/)).toEqual(around);
    }
  });

  it.each(WITHOUT)("leaves: %s", (line) => expect(scanner.text(line)).toBe(line));

  it("finds them anywhere in an output, and leaves alone what it found before", () => {
    const all = `${WITH_SECRETS.map(plain).join("\n")}\n${WITHOUT.join("\n")}\n`;
    const scanned = scanner.text(all);
    for (const secret of WITH_SECRETS.flatMap(secretsIn)) expect(scanned.replaceAll(TOKEN, "")).not.toContain(`${secret}\n`);
    expect(scanned.split("\n")).toHaveLength(all.split("\n").length);
    expect(scanner.text(scanned)).toBe(scanned);
  });

  it("takes private keys out as a whole, in logs too, and nothing after them", () => {
    expect(scanner.text(PEM)).toMatch(/^⟨secret:private_key:.{8}⟩\neth0: up\n$/);
    const logged = PEM.replaceAll(/^(?=.)/gm, "Nov 21 app[1]: ");
    expect(scanner.text(logged)).toMatch(/^Nov 21 app\[1\]: ⟨secret:private_key:.{8}⟩\nNov 21 app\[1\]: eth0: up\n$/);
    expect(scanner.text(PEM.slice(0, 60))).toMatch(/^⟨secret:private_key:.{8}⟩\n$/);
    expect(scanner.text("-----BEGIN PRIVATE KEY-----\neth0: up\n")).toMatch(/⟩\neth0: up\n$/);
  });

  it("names a secret alike wherever it stands, otherwise under another key, and never by its length", () => {
    const tagOf = (text: string, of = scanner): string => TOKEN[Symbol.matchAll](of.text(text)).next().value?.[1] ?? "";
    expect(tagOf("auth_pass hunter22")).toBe(tagOf('{"password": "hunter22"}'));
    expect(tagOf("auth_pass hunter22")).not.toBe(tagOf("auth_pass hunter23"));
    expect(tagOf("auth_pass hunter22")).not.toBe(tagOf("auth_pass hunter22", scannerOf(tokensOf(Buffer.alloc(32, 8)))));
    expect(scanner.text("password=a").length).toBe(scanner.text(`password=${"a".repeat(5_000)}`).length);
  });

  it("gives out the same bytes wherever a chunk ended, and no part of a secret before its line is whole", () => {
    const text = `${WITH_SECRETS.slice(0, 6).map(plain).join("\n")}\n${PEM}\u00fcber password=ümläut\nno newline token=abcdef`;
    const whole = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x0a])]);
    const expected = scanner.bytes(whole);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const scan = scanner.open();
      const parts = [scan.push(whole.subarray(0, cut)), scan.push(whole.subarray(cut)), scan.end()];
      expect(Buffer.concat(parts).equals(expected), `cut at ${cut}`).toBe(true);
    }
    const scan = scanner.open();
    const byByte = [...whole].map((byte) => scan.push(Buffer.from([byte])));
    expect(Buffer.concat([...byByte, scan.end()]).equals(expected)).toBe(true);
  });

  it("leaves bytes that are no text as they are", () => {
    const bytes = Buffer.from(Array.from({ length: 1_024 }, (_, n) => (n * 37) % 256));
    expect(scanner.bytes(bytes).equals(bytes)).toBe(true);
  });
});
