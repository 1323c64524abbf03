import fc from "fast-check";
import { endLines, headerLines, startLine } from "#server/ssh/frame-lines.ts";
import { frameParser } from "#server/ssh/frame-parser.ts";

const NONCE = "0123456789abcdef01234567";

/** What commands print: anything, and all that looks like a line of the frame without being the one that can come next. */
const printed = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((data) => Buffer.from(data).toString("latin1")),
      fc.constantFrom(
        "\n",
        `\n${NONCE}`,
        `\n${NONCE} `,
        `\n${NONCE.slice(0, 11)}`,
        `\n${NONCE} h boot-2 0\n`,
        `\n${NONCE} s 0 5\n`,
        "x".repeat(300),
      ),
      fc.constantFrom(
        `\n${NONCE} e 9 0 1.00\n`,
        `\n${NONCE} e 0 x 1.00\n`,
        `\n${NONCE} e 0 0 1.00 9\n`,
        `\n${NONCE} m 0 \n`,
        `\n${NONCE} 9\n`,
      ),
      fc.stringMatching(/^\n[0-9a-f]{24} e [0-9] [0-9]{1,3} [0-9]\.[0-9]{2}\n$/),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

const outputs = fc.array(fc.record({ stdout: printed, stderr: printed, code: fc.nat(255) }), { minLength: 1, maxLength: 4 });
export const frames = fc.record({
  outputs,
  cuts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
  turns: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
  torn: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});

type Sent = typeof frames extends fc.Arbitrary<infer T> ? T : never;

/** Null, or what of the answer was not as it was sent: bytes of another command, an end that did not come, one that did and was not told. */
export function frameFault({ outputs: all, cuts, turns, torn }: Sent): string | null {
  const ends = (index: number): RegExp => new RegExp(`\n${NONCE} (e ${index} [0-9]{1,10} |${index}\n)`);
  // A host that has read the nonce can end its own command early: it lies about itself only.
  if (all.some(({ stdout, stderr }, index) => ends(index).test(stdout) || ends(index).test(stderr))) return null;
  const header = headerLines(NONCE, "boot-1", 0);
  const out = [header.stdout, ...all.map((one, index) => startLine(NONCE, index, 7) + one.stdout + endOf(index, one.code).stdout)].join("");
  const err = [header.stderr, ...all.map((one, index) => one.stderr + endOf(index, one.code).stderr)].join("");
  const whole = [Buffer.from(out, "latin1"), Buffer.from(err, "latin1")] as const;
  const kept = torn === null ? whole[0].length : Math.floor(torn * whole[0].length);
  const heard = all.map(() => ({ stdout: "", stderr: "", code: -1 }));
  const parser = frameParser(NONCE, all.length, {
    header: () => undefined,
    start: () => undefined,
    data: (index, stream, data) => (heard[index]![stream] += data.toString("latin1")),
    end: (index, ending) => (heard[index]!.code = ending.how === "exited" ? ending.code : -2),
    noise: () => undefined,
  });
  feed([whole[0].subarray(0, kept), whole[1]], { cuts, turns }, [parser.stdout, parser.stderr]);
  parser.end();
  for (const [index, one] of all.entries()) {
    const { stdout, stderr, code } = heard[index]!;
    if (code === -1 && torn !== null) continue;
    if (code !== one.code || stdout !== one.stdout || stderr !== one.stderr) return `command ${index} of ${all.length} came back otherwise`;
  }
  return null;
}

const endOf = (index: number, code: number) => endLines(NONCE, index, { code, uptimeSeconds: 5 });

/** Both streams in pieces, now one and now the other. */
function feed(
  data: readonly [Buffer, Buffer],
  { cuts, turns }: { readonly cuts: readonly number[]; readonly turns: readonly boolean[] },
  into: readonly [(chunk: Buffer) => void, (chunk: Buffer) => void],
): void {
  const at = [0, 0];
  for (let turn = 0; at[0]! < data[0].length || at[1]! < data[1].length; turn += 1) {
    const wanted = turns[turn % turns.length] === true ? 1 : 0;
    const which = at[wanted]! < data[wanted].length ? wanted : 1 - wanted;
    const length = cuts[turn % cuts.length] ?? 1;
    into[which]!(data[which]!.subarray(at[which]!, at[which]! + length));
    at[which]! += length;
  }
}
