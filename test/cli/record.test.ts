import { describe, expect, it } from "vitest";
import { LabProblem } from "#lab/hosts/problem.ts";
import { practiceFiles, readRecording } from "#server/practice/incidents.ts";
import { commandOf, COMMAND } from "#cli/record/job.ts";
import { optionsOf } from "#cli/record/options.ts";
import { requireHonest } from "#cli/record/record-fault.ts";
import { replayed } from "#cli/record/replay.ts";

const cause = (id: string, certainty: "established" | "suspected") => ({
  id,
  instance: id,
  certainty,
  because: "",
  object: { hostName: "beta" },
});

describe("a recording", () => {
  it("is not made of a verdict that names what is not at work", () => {
    const truth = { causes: [{ id: "qdiscDrop" as const, host: "beta" }] };
    expect(() => requireHonest("queue-drop", { causes: [cause("firewallDrop", "established")] }, truth)).toThrow(LabProblem);
    expect(() => requireHonest("queue-drop", { causes: [cause("firewallDrop", "established")] }, truth)).toThrow(
      "the runbook names firewallDrop on beta, and what is really at work is qdiscDrop",
    );
    expect(() =>
      requireHonest("queue-drop", { causes: [cause("qdiscDrop", "established"), cause("lossOutside", "suspected")] }, truth),
    ).not.toThrow();
    const besides = { ...truth, contributing: [{ id: "firewallDrop" as const, host: "beta" }] };
    expect(() => requireHonest("queue-drop", { causes: [cause("firewallDrop", "established")] }, besides)).not.toThrow();
    expect(() => requireHonest("healthy", { causes: [cause("lossOutside", "established")] }, { causes: [] })).toThrow(
      "really at work is nothing",
    );
  });

  it("says a command that makes the same job again", () => {
    const job = { fault: "flow-limit:slow", runbook: "small-packet-loss", inputs: { count: "3000" }, names: { receiver: "router-1" } };
    const { rest, job: again } = optionsOf(commandOf(job).slice(COMMAND.length).split(" "));
    expect({ ...again, fault: rest[0] }).toEqual(job);
  });

  it("gives its verdict again when its hosts are played over SSH", async () => {
    const [first] = (await practiceFiles()).filter(({ file }) => file.made !== undefined);
    if (first === undefined) throw new TypeError("there is no practice incident");
    const recording = await readRecording(first);
    expect(await replayed(recording)).toEqual(recording.expect);
  });

  it("gives another verdict when an answer is another one", async () => {
    const [first] = (await practiceFiles()).filter(({ file }) => file.made?.named === true);
    if (first === undefined) throw new TypeError("there is no practice incident that is named");
    const recording = await readRecording(first);
    const mute = recording.hosts.map((host) => ({
      ...host,
      commands: host.commands.map((one) => (one.argv[0] === "ip" ? { ...one, stdout: "", exitCode: 1 } : one)),
    }));
    expect(await replayed({ ...recording, hosts: mute })).not.toEqual(recording.expect);
  });

  it.each([
    [["--practice", "--again", "x"], /leave out --out and --again/],
    [["--all"], /name one fault/],
    [["one", "two"], /one fault at a time/],
    [["one", "--input", "count"], /--input count: write name=value/],
  ])("is refused for %j", (args, says) => {
    expect(() => optionsOf(args)).toThrow(says);
  });
});
