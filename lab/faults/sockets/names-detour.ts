import { readFile } from "node:fs/promises";
import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { waitUntil } from "../../means/wait.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;
const SOCKET = "/run/nscd/socket";
const SWITCH = "/etc/nsswitch.conf";
/** Where the directory's library is, and which files of the host lead there; as they were found, they are kept beside. */
const LIBRARY = "/var/lib/lab-names";
const CHANGED = [SWITCH, "/etc/ld.so.cache"];

const programOf = (file: string): Promise<string> => readFile(new URL(`../../programs/${file}`, import.meta.url), "utf8");

/** Every name server answers at once, and no program gets to ask one before something else has had its time. */
export const namesDetour: Fault = {
  id: "names-detour",
  kind: "fault",
  topology: "pair",
  about: "Alpha asks something else for a name before it asks a name server, and waits for it.",
  story: "Every connection by name begins seconds late on alpha. dig answers at once, from alpha too.",
  groundTruth: { causes: [{ id: "nsswitchDetour", host: "alpha" }] },
  parameters: { asks: "nscd" },
  variants: {
    /** In /etc/nsswitch.conf; the library for it is made with the machine's C compiler. */
    ldap: { asks: "ldap" },
  },
  asks: [NAME_LOOKUPS],
  inject: async (lab, parameters) => {
    const alpha = hostOf(lab, "alpha");
    await serveNames(lab, { owner: "names-detour", parameters: { server: "beta", ignores: "none", second: false, timeout: 1 } });
    await (textOf(parameters, "asks") === "nscd" ? hangCache(alpha) : askDirectory(alpha));
  },
  heal,
  check: async (lab, parameters) => {
    const alpha = hostOf(lab, "alpha");
    const seen = await lookUp(alpha, { count: 1, patienceMs: 500 });
    const { exitCode } = await alpha.exec(["sh", "-c", shownBy(parameters)]);
    const quick = seen.servers.every(({ a, aaaa }) => a.every(Boolean) && aaaa);
    return {
      symptom: seen.lookups.some(({ found, ms }) => found && ms >= SLOW_MS),
      mechanism: exitCode === 0 && quick,
      saw: `${describeLookups(seen)}; before them alpha ${exitCode === 0 ? "asks" : "does not ask"} ${textOf(parameters, "asks")}`,
    };
  },
};

const shownBy = (parameters: Parameters): string =>
  textOf(parameters, "asks") === "nscd" ? `[ -S ${SOCKET} ]` : `grep -q '^hosts:.*ldap.*dns' ${SWITCH}`;

async function hangCache(alpha: LabHost): Promise<void> {
  const start = `cat > /run/lab/nscd.py; setsid /usr/bin/python3 /run/lab/nscd.py ${SOCKET} </dev/null >/dev/null 2>&1 & echo $! > /run/lab/nscd.pid`;
  await alpha.must(["sh", "-c", start], { input: await programOf("hung-cache.py") });
  await waitUntil("the cache of names listens", async () => (await alpha.must(["ss", "-H", "-x", "-l"])).includes(SOCKET));
}

async function askDirectory(alpha: LabHost): Promise<void> {
  if ((await alpha.exec(["sh", "-c", "command -v cc"])).exitCode !== 0)
    throw new LabProblem("names-detour:ldap makes a library with the C compiler cc, which is not installed here (Debian: gcc libc6-dev).");
  const compile = `mkdir -p ${LIBRARY} && cc -shared -fPIC -DWAIT_MS=1500 -x c -o ${LIBRARY}/libnss_ldap.so.2 -`;
  await alpha.must(["sh", "-c", compile], { input: await programOf("late-source.c") });
  const keep = CHANGED.map((file) => `[ -e ${file}.found ] || cp -p ${file} ${file}.found`).join("\n");
  const change = `ldconfig -X ${LIBRARY}\nsed -i 's/^hosts:.*/hosts:          files ldap dns/' ${SWITCH}`;
  await alpha.must(["sh", "-ec", `${keep}\n${change}`]);
}

async function heal(lab: Lab): Promise<void> {
  const back = CHANGED.map((file) => `[ ! -e ${file}.found ] || mv ${file}.found ${file}`).join("\n");
  const end = "[ ! -e /run/lab/nscd.pid ] || kill $(cat /run/lab/nscd.pid) 2>/dev/null || :";
  const script = `${end}\n${back}\nrm -rf /run/nscd /run/lab/nscd.py /run/lab/nscd.pid ${LIBRARY}`;
  await hostOf(lab, "alpha").must(["sh", "-c", script]);
  await healNames(lab);
}
