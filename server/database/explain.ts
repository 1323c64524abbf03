import type { Place } from "./place.ts";
import type { DatabaseProblem, ProblemKind } from "./problem.ts";
import { problem } from "./problem.ts";

interface Known {
  readonly text: RegExp;
  readonly kind: ProblemKind;
  readonly say: (place: Place) => string;
  readonly act: string;
}

const fromBackup = "Move the folder away and bring it back from a backup; without one, moving it away starts with an empty database.";

/** What PostgreSQL prints when it cannot start. Its messages are English because it runs with LC_ALL=C. */
const KNOWN: readonly Known[] = [
  {
    text: /No space left on device|Disk quota exceeded/,
    kind: "diskFull",
    say: (place) => `The disk that holds ${place.home} is full, so the database cannot start.`,
    act: "Free some space and start again; nothing stored is lost.",
  },
  {
    text: /Read-only file system/,
    kind: "notWritable",
    say: (place) => `${place.home} is on a read-only file system.`,
    act: "Choose another folder with --data.",
  },
  {
    text: /has wrong ownership|has group or world access/,
    kind: "wrongOwner",
    say: (place) => `The owner or the mode of ${place.cluster} was changed.`,
    act: "Give it back with chown -R to the account that owns the folder above it, and chmod 700.",
  },
  {
    text: /Permission denied/,
    kind: "notWritable",
    say: (place) => `The account ${place.account.name} may not write in ${place.home}.`,
    act: "Check owner and mode of that folder and of what is in it.",
  },
  {
    text: /Cannot allocate memory|could not create shared memory segment/,
    kind: "noMemory",
    say: () => "There is not enough memory for PostgreSQL (about 60 MB).",
    act: "Free some memory and start again.",
  },
  {
    text: /PANIC|database files are incompatible|checkpoint record|not a valid (data|directory)|could not open file "(global|base|pg_)|incorrect checksum|invalid data in|could not find the database system|invalid page|pg_filenode\.map|not a database cluster/,
    kind: "corrupted",
    say: (place) => `The database in ${place.cluster} is damaged.`,
    act: fromBackup,
  },
];

/** The problem behind PostgreSQL's own words, which are quoted at the end. */
export const explain = (output: string, place: Place, otherwise: string): DatabaseProblem => {
  const known = KNOWN.find(({ text }) => text.test(output));
  const telling = output.split("\n").filter((line) => /FATAL|PANIC|ERROR|error:|could not|denied/.test(line));
  const quoted = (telling.length > 0 ? telling : output.trim().split("\n"))
    .slice(-3)
    .map((line) => line.trim())
    .join(" · ");
  const said = quoted === "" ? "" : ` PostgreSQL said: ${quoted}`;
  if (known === undefined) {
    return problem("didNotStart", {
      say: `The database did not start: ${otherwise}.${said}`,
      act: "Set DATABASE_URL to use a server of your own meanwhile.",
    });
  }
  return problem(known.kind, { say: `${known.say(place)}${said}`, act: known.act });
};
