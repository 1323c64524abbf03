import { rm, writeFile } from "node:fs/promises";
import { addNamespace, startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { layCables } from "../../hosts/site.ts";
import { advertsOf, captureAdverts } from "../../measure/adverts.ts";
import { BRIDGE } from "../../topologies/balancers/balancers.ts";
import { configurationOf, type Instance } from "../../topologies/balancers/configuration.ts";
import { switchPort } from "../../topologies/flat.ts";

/** Routers on the same network that are no hosts of the lab: nobody who investigates can log in to them. */
export interface Stranger {
  readonly name: "lb3" | "lb4";
  readonly address: string;
  readonly instance: Partial<Instance>;
}

export const LB3 = { name: "lb3", address: "192.0.2.13" } as const;
export const LB4 = { name: "lb4", address: "192.0.2.14" } as const;

export const startStranger = async (lab: Lab, owner: string, { name, address, instance }: Stranger): Promise<void> => {
  const router = await addNamespace(lab, owner, name);
  const at = (which: string) => (which === name ? router : lab.switch);
  const own = { on: name, dev: "eth1", address: `${address}/24` };
  await layCables({ directory: lab.directory, at }, [[own, { on: "switch", dev: switchPort(name), bridge: BRIDGE }]]);
  const [configuration, pid, vrrp] = filesOf(lab, name);
  await writeFile(configuration, configurationOf("lb3", instance));
  // It shares the machine's /run and /dev/log: its files are elsewhere, and it logs nothing.
  const files = [`--use-file=${configuration}`, `--pid=${pid}`, `--vrrp_pid=${vrrp}`];
  await startProcess(lab, { owner, name, on: router, argv: ["keepalived", "--vrrp", "--dont-fork", "--no-syslog", ...files] });
  await untilSeen(lab, address);
};

/** Their namespaces went with the fault's other extras, and with them the cables. */
export const removeStrangersFiles = async (lab: Lab): Promise<void> => {
  const files = [LB3, LB4].flatMap(({ name }) => filesOf(lab, name));
  await Promise.all(files.map((file) => rm(file, { force: true })));
};

const filesOf = (lab: Lab, name: string) =>
  [`${lab.directory}/${name}.conf`, `${lab.directory}/${name}.pid`, `${lab.directory}/${name}.vrrp.pid`] as const;

/** At the latest when it has heard of no better router for 3.6 s. @throws Error when no adverts come. */
const untilSeen = async (lab: Lab, address: string): Promise<void> => {
  const lb2 = hostOf(lab, "lb2");
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (advertsOf(await captureAdverts(lb2, lb2.dataInterface, 1), address).length > 0) return;
  }
  throw new Error(`no adverts came from ${address} within 20 s`);
};
