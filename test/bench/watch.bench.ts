/**
 * What a watch costs the hosts of the lab, of one core: `node test/bench/watch.bench.ts 360 throughput-below-line-rate`. Times of each host's SSH servers and of all their
 * children that ended, before and after, as the kernel tells them: nothing that Culprit says of itself.
 */
import { hostOf } from "#lab/hosts/lab.ts";
import type { Namespace } from "#lab/hosts/namespace.ts";
import { raise } from "#lab/hosts/raise.ts";
import { ALPHA, BETA, PAIR, roundTripTo, smallLossTo, transferBetween } from "#lab/topologies/flat.ts";
import { culprit } from "../incident/investigate.ts";

const [seconds = "240", wanted = "throughput-below-line-rate"] = process.argv.slice(2);
const TICKS_PER_SECOND = 100;

const lab = await raise(PAIR, `/run/culprit-lab-watch-${process.pid}`);
const beta = hostOf(lab, "beta").dataAddress;
const ask = [smallLossTo(beta), roundTripTo(beta), transferBetween(ALPHA, BETA)].find(({ runbook }) => runbook === wanted);
if (ask === undefined) throw new TypeError(`no hosts for ${wanted}`);

/** All SSH servers of the host's network namespace. */
const TIMES = `n=$(readlink /proc/self/ns/net); for p in /proc/[0-9]*; do [ "$(readlink $p/ns/net 2>/dev/null)" = "$n" ] || continue
read -r l <$p/stat || continue; case $l in *'(sshd'*) ;; *) continue;; esac; l=\${l##*) }; set -- $l; echo $((\${12} + \${13} + \${14} + \${15})); done 2>/dev/null`;
const timesOf = async (host: Namespace): Promise<number> =>
  (await host.must(["sh", "-c", TIMES])).split("\n").reduce((sum, line) => sum + Number(line), 0) / TICKS_PER_SECOND;

const before = await Promise.all(lab.hosts.map(timesOf));
const begun = Date.now();
const hosts = Object.entries(ask.roles).flatMap(([role, names]) =>
  names.flatMap((name) => ["--host", `${role}=root@${hostOf(lab, name).sshAddress}:${hostOf(lab, name).sshPort}`]),
);
const inputs = Object.entries(ask.inputs ?? {}).flatMap(([name, value]) => ["--input", `${name}=${value}`]);
const keys = ["--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile];
const { stderr, stdout } = await culprit(["investigate", ask.runbook, ...hosts, ...inputs, ...keys, "--watch", `${seconds}s`, "--json"]);
const took = (Date.now() - begun) / 1_000;
const after = await Promise.all(lab.hosts.map(timesOf));
lab.hosts.forEach(({ name }, index) => {
  const cost = (after[index] ?? 0) - (before[index] ?? 0);
  console.log(`${ask.runbook} ${name}: ${cost.toFixed(2)} s of ${took.toFixed(0)} s, ${((100 * cost) / took).toFixed(2)} %`);
});
console.log(
  stderr
    .split("\n")
    .filter((line) => line.startsWith("Watching"))
    .at(-1) ?? "",
  /"kind": ?"(\w+)"/.exec(stdout)?.[1],
);
await lab.down();
