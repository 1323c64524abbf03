/**
 * The server is killed, with everything that belongs to it, while a change is on a host. Once it is started again at once and undoes it first; once it stays away, and the
 * host undoes it alone. Needs a build. As root: node test/bench/changes/killed.ts [--directory D]
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { changesIn } from "#machines/confirm/state.ts";
import { follow, newDataFolder, post, startCulprit } from "../../browser/culprit-server.ts";

const FAULT = "fin-checksum:bridged";
const RUNBOOK = "response-hangs-until-timeout";
const SETTING = "/proc/sys/net/netfilter/nf_conntrack_checksum";
const PATIENCE_MS = 120_000;

const { values } = parseArgs({ options: { directory: { type: "string" } } });
const directory = values.directory ?? "/run/culprit-lab-changes";
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const settingOf = async (lab: Lab): Promise<string> => (await hostOf(lab, "fw1").must(["cat", SETTING])).trim();

async function until(what: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(200)) if (await what()) return true;
  return false;
}

/** Up to the moment at which the change is made and measured with; then everything of the server is gone. */
async function killedInTheMiddle(folder: string, lab: Lab): Promise<string> {
  const server = await startCulprit(folder, { env: { CULPRIT_LAB: directory } });
  const ask = topologyOf(lab.topology).asks.find(({ runbook, roles }) => runbook === RUNBOOK && roles["client"]?.includes("client2"));
  const roles = ask?.roles ?? { client: ["client2"], gateway: ["fw1", "gw"], server: ["server1"] };
  const hosts = Object.entries(roles).flatMap(([role, names]) => names.map((name) => ({ role, address: `lab:${name}` })));
  const inputs = ask?.inputs ?? { target: hostOf(lab, "server1").dataAddress, port: "80" };
  const { id } = await post(server.url, "/api/v1/investigations", { do: "start", runbook: RUNBOOK, brief: { hosts, inputs } });
  await follow(server.url, id, ({ type }) => type === "changeProposed");
  await post(server.url, `/api/v1/investigations/${id}/actions`, { do: "approveChange", change: "c1" });
  await follow(server.url, id, ({ type }) => type === "changeMade");
  await server.kill();
  say(`  killed; on the host it reads ${await settingOf(lab)}`);
  return id;
}

const lab = await raise(topologyOf("gateway"), directory);
const before = await settingOf(lab);
let wrong = 0;
const told = (good: boolean, what: string): void => {
  if (!good) wrong += 1;
  say(`  ${good ? "" : "WRONG: "}${what}`);
};
const data = newDataFolder();
try {
  await injectFault(lab, FAULT);
  say(`started again at once: ${FAULT}`);
  const one = await killedInTheMiddle(data.folder, lab);
  const began = performance.now();
  const again = await startCulprit(data.folder, { env: { CULPRIT_LAB: directory } });
  const events = await follow(again.url, one, ({ type }) => type === "changeJudged");
  const [change] = changesIn(events);
  told(change?.undone?.proven === true && change.undone.by === "culprit", `undone: ${JSON.stringify(change?.undone)}`);
  told(
    (await settingOf(lab)) === before,
    `on the host it reads ${await settingOf(lab)}, ${((performance.now() - began) / 1000).toFixed(0)} s after the start`,
  );
  say(`  outcome ${change?.compared?.outcome ?? "none"}: ${change?.compared?.unclear ?? ""}`);
  await again.stop();

  say("nobody starts it again");
  const two = await killedInTheMiddle(data.folder, lab);
  const since = performance.now();
  const alone = await until(async () => (await settingOf(lab)) === before);
  told(alone, `the host has undone it alone, ${((performance.now() - since) / 1000).toFixed(0)} s after the kill`);
  const last = await startCulprit(data.folder, { env: { CULPRIT_LAB: directory } });
  const later = changesIn(await follow(last.url, two, ({ type }) => type === "changeJudged"))[0];
  told(
    later?.undone?.proven === true && later.undone.by === "host",
    `a server that comes later finds it: ${JSON.stringify(later?.undone)}; ${later?.compared?.unclear ?? ""}`,
  );
  await last.stop();
} finally {
  await healFault(lab, FAULT);
  await lab.down();
  data.remove();
}
process.exitCode = wrong === 0 ? 0 : 1;
