import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";

/** As the runbook has it: what a process with precedence spends in the kernel to be taken for one that spins. */
const SPINS = 30;
/** Of a thread's samples. A thread that does something with what it asks for is in user mode for more than the rest. */
const IN_KERNEL = 80;
const NO_PROFILE = unknown("no profile was taken");

/** What the profile of this host says about threads that spin, and about the program at this end. */
export function profiledOf(cpu: Reading | null, profile: Reading | null, program: string | null): Readonly<Record<string, Value>> {
  const spinners = (cpu?.tables?.["processes"] ?? [])
    .filter(({ spinPercent }) => typeof spinPercent === "number" && spinPercent >= SPINS)
    .flatMap(({ key }) => namesIn(key));
  const seen = (profile?.tables?.["programs"] ?? []).filter(({ key }) => spinners.includes(key));
  const spinning = seen.filter(({ kernelPercent }) => typeof kernelPercent === "number" && kernelPercent >= IN_KERNEL);
  return {
    spinnerInProfile: spinners.length === 0 ? false : profile === null ? NO_PROFILE : spinning.length > 0,
    spinningIn: spinning[0]?.["call"] ?? (profile === null ? NO_PROFILE : unknown("the profile shows no thread that spins")),
    endBlockedPercent:
      profile === null ? NO_PROFILE : program === null ? unknown("it is not known whose connection it is") : blockedIn(profile, program),
  };
}

/** "ovs-vswitchd (handler10, handler11), pid 468": the names that its threads may have in a profile. */
const namesIn = (key: string): readonly string[] =>
  key
    .replace(/, pid \d+$/, "")
    .split(/[(),]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Of the window, the time that its threads were blocked; of several threads the one that was so longest. */
function blockedIn(profile: Reading, program: string): Value {
  const known = profile.fields["waitSeconds"];
  if (typeof known !== "number") return known ?? NO_PROFILE;
  const threads = Map.groupBy(
    (profile.tables?.["waits"] ?? []).filter((row) => row["state"] === "blocked" && isOf(row, program)),
    ({ key }) => /, thread (\d+),/.exec(key)?.[1] ?? "",
  );
  const longest = [...threads.values()].map((rows) =>
    rows.reduce((sum, { totalMs }) => sum + (typeof totalMs === "number" ? totalMs : 0), 0),
  );
  return known === 0 ? 0 : Math.min(100, Math.max(0, ...longest) / known / 10);
}

const isOf = ({ key }: Row, program: string): boolean => key.startsWith(`${program}, `) || key.startsWith(`${program} (`);
