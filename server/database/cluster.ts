import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { userInfo } from "node:os";
import { runAs } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { explain } from "./explain.ts";
import type { Place } from "./place.ts";
import { problem } from "./problem.ts";

/** The one database role and the one database. */
export const ROLE = "culprit";
export const DATABASE = "culprit";

/** Makes the cluster when there is none, and writes its settings. True when it is new. */
export const ensureCluster = (place: Place, binaries: Binaries): boolean => {
  const isNew = !existsSync(place.cluster);
  if (isNew) initialise(place, binaries);
  else checkVersion(place, binaries);
  writeAs(place, "postgresql.conf", settings(place));
  writeAs(place, "pg_hba.conf", `local all ${ROLE} peer map=culprit\n`);
  writeAs(place, "pg_ident.conf", whoMayEnter(place));
  return isNew;
};

/** Under another name first: an initdb that was interrupted is never taken for a cluster. */
const initialise = (place: Place, binaries: Binaries): void => {
  const draft = join(place.home, "cluster.new");
  const made = runAs(place.account, [
    "/bin/sh",
    "-c",
    'rm -rf -- "$2" && "$1" -D "$2" -U "$3" --auth=peer --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions && mv -T -- "$2" "$4"',
    "sh",
    binaries.initdb,
    draft,
    ROLE,
    place.cluster,
  ]);
  if (made.status === 0) return;
  throw explain(`${made.stdout}\n${made.stderr}`, place, `initdb ended with exit code ${made.status}`);
};

const checkVersion = (place: Place, binaries: Binaries): void => {
  const file = join(place.cluster, "PG_VERSION");
  const major = existsSync(file) ? Number(readFileSync(file, "utf8").trim()) : Number.NaN;
  if (major === binaries.major) return;
  if (Number.isNaN(major)) {
    throw problem("corrupted", {
      say: `${place.cluster} is not a whole PostgreSQL database: PG_VERSION is missing or unreadable.`,
      act: "Bring the folder back from a backup, or move it away to start with an empty database.",
    });
  }
  const newer = major > binaries.major;
  throw problem(newer ? "newerPostgres" : "olderPostgres", {
    say: `The database in ${place.cluster} was made by PostgreSQL ${major}; this version of Culprit comes with ${binaries.version}.`,
    act: newer
      ? "Use the newer version of Culprit that made it."
      : "Export the investigations with the version of Culprit that made it and import them here, or upgrade the folder with pg_upgrade.",
  });
};

/** Written by the account itself: root never opens files for writing in a folder that another account controls. */
const writeAs = (place: Place, name: string, text: string): void => {
  const path = join(place.cluster, name);
  const written = runAs(place.account, ["/bin/sh", "-c", 'umask 077 && cat > "$1.new" && mv -- "$1.new" "$1"', "sh", path], text);
  if (written.status !== 0) throw explain(written.stderr, place, `${path} could not be written`);
};

/** Sized for one to four processes of Culprit on a small machine; fsync stays on. */
const settings = (place: Place): string => `# Written by Culprit at every start.
listen_addresses = ''
unix_socket_directories = '${place.sockets.replaceAll("'", "''")}'
unix_socket_permissions = 0700
max_connections = 80
shared_buffers = 32MB
work_mem = 8MB
maintenance_work_mem = 32MB
max_wal_size = 256MB
min_wal_size = 32MB
wal_level = minimal
max_wal_senders = 0
io_method = sync
max_worker_processes = 2
max_parallel_workers_per_gather = 0
max_logical_replication_workers = 0
jit = off
fsync = on
synchronous_commit = on
full_page_writes = on
logging_collector = off
log_destination = stderr
log_line_prefix = '%m [%p] '
log_checkpoints = off
timezone = 'UTC'
datestyle = 'iso, ymd'
`;

/** Who the kernel says is at the other end of the socket: the user who runs Culprit, and root. */
const whoMayEnter = (place: Place): string => {
  const me = process.geteuid?.() === 0 ? "root" : userInfo().username;
  return [...new Set(["root", me, ...(place.account.lowered ? [] : [place.account.name])])]
    .map((user) => `culprit "${user}" ${ROLE}\n`)
    .join("");
};
