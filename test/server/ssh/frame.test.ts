import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compose, recognise, recogniseScript, script, type Frame } from "#server/ssh/frame.ts";
import { frameParser, type Ending } from "#server/ssh/frame-parser.ts";
import { endLines, headerLines, startLine } from "#server/ssh/frame-lines.ts";

const NONCE = "0123456789abcdef01234567";

/** Bytes that look like what we look for: newlines, the nonce, its beginnings, forged lines. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((data) => Buffer.from(data)),
      fc
        .constantFrom(
          "\n",
          `\n${NONCE}`,
          `\n${NONCE.slice(0, 9)}`,
          `\n${"f".repeat(24)} e 0 0 1.00\n`,
          `${NONCE} e 0 0 1.00\n`,
          `\n${NONCE} e 77 0 1.00\n`,
          `\n${NONCE} e 0 x 1.00\n`,
          `\n${NONCE}  `,
          "x".repeat(300),
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts));

/** Cuts data at the given places, which are taken round and round. */
function cut(data: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < data.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(data.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

interface Heard {
  stdout: Buffer;
  stderr: Buffer;
  ending?: Ending;
  pid?: number;
}

function listen(count: number) {
  const heard: Heard[] = Array.from({ length: count }, () => ({
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
  }));
  let noise = Buffer.alloc(0);
  let bootId: string | null | undefined;
  const parser = frameParser(NONCE, count, {
    header: (header) => (bootId = header.bootId),
    start: (index, pid) => Object.assign(heard[index] ?? {}, { pid }),
    data: (index, stream, data) => {
      const one = heard[index];
      if (one?.ending) throw new Error("output after the end");
      if (one) one[stream] = Buffer.concat([one[stream], data]);
    },
    end: (index, ending) => Object.assign(heard[index] ?? {}, { ending }),
    noise: (data) => (noise = Buffer.concat([noise, data])),
  });
  return { parser, heard, noise: () => noise, bootId: () => bootId };
}

const plain = fc.uint8Array({ maxLength: 60 }).map((data) => Buffer.from(data));
const plainOutput = fc.record({ stdout: plain, stderr: plain, code: fc.integer({ min: 0, max: 255 }) });
const commandOutput = fc.record({ stdout: bytes, stderr: bytes, code: fc.integer({ min: 0, max: 255 }) });

/** What the host sends on its two streams. */
function sent(outputs: readonly { stdout: Buffer; stderr: Buffer; code: number }[], banner: Buffer): { stdout: Buffer; stderr: Buffer } {
  const header = headerLines(NONCE, "boot-1", 0);
  const stdout: (Buffer | string)[] = [banner, header.stdout];
  const stderr: (Buffer | string)[] = [banner, header.stderr];
  outputs.forEach((output, index) => {
    const end = endLines(NONCE, index, { code: output.code, uptimeSeconds: 5 });
    stdout.push(startLine(NONCE, index, 100 + index), output.stdout, end.stdout);
    stderr.push(output.stderr, end.stderr);
  });
  const join = (parts: readonly (Buffer | string)[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return { stdout: join(stdout), stderr: join(stderr) };
}

describe("the parser of a frame", () => {
  it("gives back the exact bytes of every command, however the streams are cut", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(commandOutput, { minLength: 1, maxLength: 4 }), lengths, fc.boolean(), (outputs, cuts, errorsFirst) => {
        // A host prints no valid line of the running command before its end; that is what the nonce is for.
        fc.pre(
          outputs.every(
            ({ stdout, stderr }, index) => !stdout.includes(`\n${NONCE} e ${index} `) && !stderr.includes(`\n${NONCE} ${index}\n`),
          ),
        );
        const { parser, heard, bootId } = listen(outputs.length);
        const whole = sent(outputs, Buffer.from("Welcome\n"));
        const steps = [() => cut(whole.stdout, cuts).forEach(parser.stdout), () => cut(whole.stderr, cuts).forEach(parser.stderr)];
        for (const step of errorsFirst ? steps.reverse() : steps) step();
        expect(parser.complete()).toBe(outputs.length);
        expect(bootId()).toBe("boot-1");
        outputs.forEach((output, index) => {
          expect(heard[index]?.stdout).toEqual(output.stdout);
          expect(heard[index]?.stderr).toEqual(output.stderr);
          expect(heard[index]?.ending).toEqual({ how: "exited", code: output.code, uptimeSeconds: 5 });
        });
      }),
      { numRuns: 500 },
    );
  });

  it("never invents an answer from arbitrary bytes, and never throws", () => {
    fc.assert(
      fc.property(fc.array(bytes), fc.array(bytes), (out, err) => {
        const { parser, heard } = listen(3);
        out.forEach(parser.stdout);
        err.forEach(parser.stderr);
        parser.end();
        expect(parser.complete()).toBe(0);
        expect(heard.every(({ ending }) => ending === undefined)).toBe(true);
      }),
    );
  });

  it("keeps the complete commands of a torn stream, and only those", () => {
    fc.assert(
      fc.property(fc.array(plainOutput, { minLength: 2, maxLength: 4 }), fc.nat(), (outputs, tear) => {
        const { parser, heard } = listen(outputs.length);
        const whole = sent(outputs, Buffer.alloc(0));
        const at = tear % whole.stdout.length;
        parser.stdout(whole.stdout.subarray(0, at));
        parser.stderr(whole.stderr);
        parser.end();
        const complete = outputs.filter(
          (_output, index) => whole.stdout.indexOf(`\n${NONCE} e ${index} `) >= 0 && endOf(whole.stdout, index) <= at,
        ).length;
        expect(parser.complete()).toBe(complete);
        heard.slice(0, complete).forEach((one, index) => expect(one.stdout).toEqual(outputs[index]?.stdout));
      }),
    );
  });

  it("tells a command that was not run because of a module, or for want of sudo", () => {
    const { parser, heard } = listen(2);
    const header = headerLines(NONCE, null, 1_000);
    parser.stdout(Buffer.from(`${header.stdout}\n${NONCE} m 0 inet_diag 7.00\n\n${NONCE} n 1 sudo -\n`));
    parser.stderr(Buffer.from(`${header.stderr}\n${NONCE} 0\n\n${NONCE} 1\n`));
    expect(heard.map(({ ending }) => ending)).toEqual([
      { how: "wouldLoad", module: "inet_diag", uptimeSeconds: 7 },
      { how: "noSudo", uptimeSeconds: null },
    ]);
  });
});

const endOf = (stdout: Buffer, index: number): number => stdout.indexOf(10, stdout.indexOf(`\n${NONCE} e ${index} `) + 1) + 1;

const argument = fc
  .oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("; ", "; r 1 u '' ''", "f", "\n", "'", "a; b", ""))
  .filter((text) => !text.includes("\0"));
const frame: fc.Arbitrary<Frame> = fc.record({
  mode: fc.constantFrom("batch" as const, "sensor" as const),
  nonce: fc.constant(NONCE),
  lifeSeconds: fc.integer({ min: 1, max: 999_999 }),
  commands: fc.array(
    fc.record(
      {
        argv: fc
          .tuple(fc.constantFrom("ip", "/bin/cat", "sh"), fc.array(argument, { maxLength: 6 }))
          .map(([program, rest]) => [program, ...rest]),
        privilege: fc.constantFrom("user" as const, "sudo" as const),
        netns: fc.constantFrom("qrouter-1", "blue"),
        wouldLoad: fc.constantFrom(["inet_diag"], ["tcp_diag", "inet_diag"]),
      },
      { requiredKeys: ["argv", "privilege"] },
    ),
    { minLength: 1, maxLength: 5 },
  ),
});

describe("a composed frame", () => {
  it("is recognised as what it was made from", () => {
    fc.assert(
      fc.property(frame, (made) => {
        const { exec, stdin } = compose(made);
        const seen = recognise(exec);
        expect(seen === "onStdin" ? recogniseScript((stdin ?? "").trimEnd()) : seen).toEqual(made);
      }),
    );
  });

  it("is one line", () => {
    fc.assert(
      fc.property(frame, (made) => {
        expect(script(made)).not.toContain("\n");
      }),
    );
  });

  it("goes by stdin when it is too long for an exec request", () => {
    const { exec, stdin } = compose({
      mode: "batch",
      nonce: NONCE,
      lifeSeconds: 9,
      commands: [{ argv: ["echo", "x".repeat(9_000)], privilege: "user" }],
    });
    expect(exec.length).toBeLessThan(100);
    expect(stdin).toContain("xxx");
    expect(recognise(exec)).toBe("onStdin");
  });

  it.each(["", "uname -a", "exec sh -c 'reboot'", "exec sh -c 'N=0123456789abcdef01234567; reboot; f'", "sh"])(
    "is not what %j is",
    (foreign) => {
      expect(recognise(foreign)).toBeUndefined();
    },
  );

  it("is not recognised with one command more than it was made with", () => {
    const made: Frame = {
      mode: "batch",
      nonce: NONCE,
      lifeSeconds: 9,
      commands: [{ argv: ["true"], privilege: "user" }],
    };
    expect(recogniseScript(script(made))).toEqual(made);
    expect(recogniseScript(script(made).replace(/f$/, "reboot; f"))).toBeUndefined();
    expect(recogniseScript(script(made).replace("true; ", "true; r 1 u '' '' $(reboot); "))).toBeUndefined();
  });
});
