import { afterAll, expect, it } from "vitest";
import { raise } from "#lab/hosts/raise.ts";
import { takeDown } from "#lab/hosts/down.ts";
import { hostOf } from "#lab/hosts/lab.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { recordingTransport, type Exchange } from "#lab/record.ts";
import { memoryPins } from "../server/ssh/memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { isFailure, type Command } from "#server/ssh/transport.ts";
import { describeUnless } from "../needs.ts";

const why = await whyNoLab();
const DIRECTORY = "/run/culprit-lab-test-record";

const command = (key: string, argv: readonly string[]): Command => ({ key, argv, privilege: "user", deadlineMs: 5_000, maxBytes: 10_000 });

describeUnless(why, `a recorder around the real transport`, () => {
  afterAll(() => takeDown(DIRECTORY));

  it("notes each command and its answer, of batches and of sensors, and changes neither", async () => {
    const lab = await raise(PAIR, DIRECTORY);
    const beta = hostOf(lab, "beta");
    const heard: Exchange[] = [];
    const transport = recordingTransport(openTransport({ pins: memoryPins() }), (exchange) => heard.push(exchange));
    const destination = {
      label: "beta",
      address: beta.sshAddress,
      port: beta.sshPort,
      user: beta.user,
      identityFiles: [lab.identityFile],
      knownHostsFiles: [lab.knownHostsFile],
    };
    const session = await transport.connect(destination, { onUnknownKey: () => Promise.resolve("refuse") });
    if (isFailure(session)) throw new Error(JSON.stringify(session));
    expect(session.fingerprint).toBe(beta.hostKeyFingerprint);
    const answers = await session.batch([command("name", ["uname", "-n"]), command("gone", ["cat", "/no/such/file"])]);
    const sensor = session.sensor(command("sensor", ["sh", "-c", "echo CULPRIT-ARMED; cat >/dev/null; echo seen"]));
    expect(await sensor.armed).toBe("armed");
    const last = await sensor.finish();
    await session.close();
    await transport.close();

    expect(heard.map(({ host, command: { key } }) => [host, key])).toEqual([
      ["beta", "name"],
      ["beta", "gone"],
      ["beta", "sensor"],
    ]);
    expect(heard.map(({ answer }) => answer)).toEqual([...answers, last]);
    expect(answers.map((answer) => [answer.stdout.toString(), answer.exitCode])).toEqual([
      ["beta\n", 0],
      ["", 1],
    ]);
    expect(last.stdout.toString()).toBe("seen\n");
  });
});
