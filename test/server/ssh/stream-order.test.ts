import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2, { type ServerChannel } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { recognise, type Frame } from "#server/ssh/frame.ts";
import { endLines, headerLines, startLine } from "#server/ssh/frame-lines.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Answer } from "#server/ssh/transport.ts";
import { memoryPins } from "./memory-pins.ts";
import { run } from "./processes.ts";
import { keygen } from "./sshd.ts";

const after: (() => void)[] = [];
afterEach(() => after.splice(0).forEach((work) => work()));

type Host = (channel: ServerChannel, frame: Frame, heard: () => string) => Promise<void>;

/** Two commands, on a host that answers in the order it likes. */
async function ask(host: Host): Promise<readonly Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), "culprit-order-"));
  after.push(() => rmSync(folder, { recursive: true, force: true }));
  const key = join(folder, "key");
  keygen(key);
  const server = new ssh2.Server({ hostKeys: [readFileSync(key)] }, (connection) => {
    connection.on("authentication", (context) => context.accept());
    connection.on("error", () => undefined);
    connection.on("session", (accept) =>
      accept().on("exec", (acceptExec, _reject, { command }) => {
        const frame = recognise(command);
        const channel = acceptExec();
        let stdin = "";
        channel.on("data", (data: Buffer) => (stdin += data.toString()));
        if (typeof frame === "object") void host(channel, frame, () => stdin);
      }),
    );
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
  );
  const transport = openTransport({ pins: memoryPins(), silenceMs: 5_000 });
  after.push(
    () => server.close(),
    () => void transport.close(),
  );
  const session = await transport.connect(
    { label: "x", address: "127.0.0.1", port, user: "x", identityFiles: [key], knownHostsFiles: [] },
    { onUnknownKey: () => Promise.resolve("approve") },
  );
  if ("kind" in session) throw new Error(session.kind);
  return session.batch([run(["first"]), run(["second"], { deadlineMs: 200 })]);
}

describe("the two streams of a channel", () => {
  it("may be late, one behind the other, and the deadline of a running command still runs", async () => {
    const startedAt = Date.now();
    const answers = await ask(async (channel, { nonce }, heard) => {
      const header = headerLines(nonce, null, 0);
      const ended = [0, 1].map((index) => endLines(nonce, index, { code: 0, uptimeSeconds: 1 }));
      channel.write(header.stdout + startLine(nonce, 0, 71) + (ended[0]?.stdout ?? "") + startLine(nonce, 1, 72));
      await sleep(50);
      channel.stderr.write(header.stderr + (ended[0]?.stderr ?? ""));
      while (!heard().includes("k 72\n")) await sleep(10);
      channel.write(ended[1]?.stdout);
      channel.stderr.write(ended[1]?.stderr);
    });
    expect(answers.map(({ failure }) => failure?.kind)).toEqual([undefined, "timedOut"]);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it("both have to end before a command is complete", async () => {
    const answers = await ask(async (channel, { nonce }) => {
      const header = headerLines(nonce, null, 0);
      const ended = [0, 1].map((index) => endLines(nonce, index, { code: 0, uptimeSeconds: 1 }));
      channel.write(
        header.stdout + startLine(nonce, 0, 71) + (ended[0]?.stdout ?? "") + startLine(nonce, 1, 72) + (ended[1]?.stdout ?? ""),
      );
      channel.stderr.write(`${header.stderr}late words${ended[0]?.stderr ?? ""}`);
      await sleep(50);
      channel.close();
    });
    expect(answers[0]?.stderr.toString()).toBe("late words");
    expect(answers.map(({ failure }) => failure?.kind)).toEqual([undefined, "badFrame"]);
  });
});
