import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { playing } from "#cli/record/replay.ts";
import type { Recording } from "#machines/contract/index.ts";
import { bundleOf, bundleText } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck } from "#server/bundle/recheck.ts";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";
import { scanningTransport } from "#server/secrets/transport.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Session, Transport } from "#server/ssh/transport.ts";
import { backends, destinationOf, never, type Backend } from "../ssh/backends.ts";
import { memoryPins } from "../ssh/memory-pins.ts";
import { describeUnless } from "../../needs.ts";

const scanner = scannerOf(tokensOf(Buffer.alloc(32, 7)));
const CASE = new URL("../../../runbooks/small-packet-loss/cases/firewall-drop.json", import.meta.url);
const MARKER = "mArKeR-9f3c";

const [openssh] = backends;

describeUnless(openssh?.skip, "what a host prints", () => {
  let backend: Backend;
  let transport: Transport;
  let session: Session;
  beforeAll(async () => {
    if (openssh === undefined) throw new Error("no OpenSSH");
    backend = await openssh.start();
    transport = scanningTransport(openTransport({ pins: memoryPins([backend.pin]) }), scanner);
    const reached = await transport.connect(destinationOf(backend), { onUnknownKey: never });
    if ("kind" in reached) throw new Error(reached.kind);
    session = reached;
  });
  afterAll(async () => {
    await transport?.close();
    await backend?.stop();
  });

  const sh = (text: string) => ({ key: "k", argv: ["sh", "-c", text], privilege: "user" as const, deadlineMs: 10_000, maxBytes: 100_000 });
  const halves = `printf 'first\\nauth_pass ${MARKER.slice(0, 4)}'; sleep 0.3; printf '${MARKER.slice(4)}\\nlast\\n'`;

  it("has no secret in the answer, nor in any piece of the live output, when it came in two halves", async () => {
    const pieces: string[] = [];
    const onChunk = ({ data }: { data: Buffer }): number => pieces.push(data.toString());
    const [answer] = await session.batch([sh(`${halves}; echo password=${MARKER} >&2`)], { onChunk });
    const stdout = answer?.stdout.toString() ?? "";
    expect(stdout).toMatch(/^first\nauth_pass ⟨secret:auth_pass:.{8}⟩\nlast\n$/);
    expect(answer?.stderr.toString()).toMatch(/^password=⟨secret:password:.{8}⟩\n$/);
    expect(pieces.join("")).toContain(stdout);
    for (const part of [MARKER, MARKER.slice(0, 4), MARKER.slice(4)]) expect(pieces.join("")).not.toContain(part);
  });

  it("has none in a sensor's answer, nor in a failure that quotes the host", async () => {
    const sensor = session.sensor(sh(`echo CULPRIT-ARMED; cat >/dev/null; echo token=${MARKER}`));
    expect(await sensor.armed).toBe("armed");
    expect((await sensor.finish()).stdout.toString()).toMatch(/^token=⟨secret:token:.{8}⟩\n$/);
    const broken = session.sensor(sh(`echo password: ${MARKER} >&2; exit 3`));
    expect(JSON.stringify(await broken.armed)).toMatch(/⟨secret:password:.{8}⟩/);
    expect((await broken.finish()).stderr.toString()).toMatch(/^password: ⟨secret:password:.{8}⟩\n$/);
  });
});

it("an investigation stores no secret, and what it stores gives the same readings and the same verdict again", async () => {
  const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
  const hosts = recording.hosts.map((host) => ({
    ...host,
    commands: host.commands.map((command) => ({ ...command, stderr: `${command.stderr}note: password=${MARKER}\n` })),
  }));
  const text = await playing({ ...recording, hosts }, ({ field, id, events }) =>
    bundleText(bundleOf({ id, number: 7, events, observations: field.observations(id), now: new Date("2026-01-02T03:04:05Z") })),
  );
  expect(text).not.toContain(MARKER);
  expect(text).toMatch(/⟨secret:password:/);
  const bundle = openBundle(text);
  if (isRefused(bundle)) throw new Error(bundle.refused);
  const again = recheck(bundle);
  if (isRefused(again)) throw new Error(again.refused);
  expect(again.differences).toEqual([]);
  expect(again.verdict?.causes.map(({ id }) => id)).toEqual(recording.expect.causes.map(({ id }) => id));
});
