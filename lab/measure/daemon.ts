import type { Namespace } from "../hosts/namespace.ts";

/** What a process was doing at one moment, as /proc has it. */
export interface Moment {
  /** R, S, D, T. */
  readonly state: string;
  /** The kernel function it sleeps in; "0" when it sleeps in none. */
  readonly wchan: string;
  /** Since it was started: on a CPU, and waiting for one. */
  readonly ranMs: number;
  readonly waitedMs: number;
}

/** Nothing but reads of /proc in between: a second process for each sample would change what is measured on a busy machine. */
const SCRIPT = `
pid=$(cat "$1") until=$2
while [ "$until" -gt 0 ] && read -r stat < "/proc/$pid/stat"; do
  wchan=0 ran=0 waited=0
  read -r wchan < "/proc/$pid/wchan" || :
  read -r ran waited _ < "/proc/$pid/schedstat" || :
  rest=\${stat##*) }
  echo "\${rest%% *} \${wchan:-0} $ran $waited"
  until=$((until - 1))
  sleep 0.2
done`;

/** Five samples a second of the process whose number is in a file. Empty when there is none. */
export const watchDaemon = async (place: Namespace, pidFile: string, seconds: number): Promise<readonly Moment[]> => {
  const { stdout } = await place.exec(["sh", "-c", SCRIPT, "sh", pidFile, String(Math.ceil(seconds * 5))]);
  const lines = stdout.trim().split("\n").filter(Boolean);
  return lines.map((line) => {
    const [state = "", wchan = "", ran, waited] = line.split(" ");
    return { state, wchan, ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
  });
};

/** The most samples in a row of which it is true. Any daemon that writes is found waiting for its disk now and then, but not for long. */
export const longestRun = (moments: readonly Moment[], isSo: (moment: Moment) => boolean): number => {
  let [longest, run] = [0, 0];
  for (const moment of moments) {
    run = isSo(moment) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
};
