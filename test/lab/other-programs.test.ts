import { expect, it } from "vitest";
import { withoutOtherPrograms } from "#lab/scrub/other-programs.ts";
import type { Recording } from "#machines/contract/index.ts";

const PROFILE = [
  ...["== window", "1.00 3.00", "== on", "300\t1\t3021\tkernel\tsendto\tnetlink_dump\thandler10", "80\t1\t77\tuser\t-\t-\tsomebodys-job"],
  ...["== on lost", "0", "== off", "5\t5\t1\t0\tD\tfolio_wait\t78\tkworker/1:0", "5\t5\t1\t0\tD\tfolio_wait\t79\tother-job"],
  ...["== still before", "79\tD\tother-job", "== end", ""],
].join("\n");

it("names of programs that only a profile of the whole machine shows are nobody's; those of the hosts and of the kernel stay", () => {
  const commands = [
    { argv: ["sh", "-c", "profile"], stdout: PROFILE, stderr: "", exitCode: 0 },
    { argv: ["ps"], stdout: "3021 ovs-vswitchd (handler10)\n", stderr: "", exitCode: 0 },
  ];
  const recording = { hosts: [{ commands }] } as unknown as Recording;
  const [profile, ps] = withoutOtherPrograms(recording).hosts[0]?.commands ?? [];
  expect(profile?.stdout).toBe(PROFILE.replace("somebodys-job", "other").replace("79\tother-job\n== still", "79\tother\n== still"));
  expect(ps?.stdout).toBe(commands[1]?.stdout);
});
