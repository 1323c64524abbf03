import { hostOf, type Lab } from "../../hosts/lab.ts";
import { readState } from "../../hosts/state.ts";
import { textOf, type Parameters } from "../fault.ts";
import { advertsOf, captureAdverts } from "../../measure/adverts.ts";
import { holdersOf } from "../../measure/router-window.ts";
import { CONFIGURATION_FILE, configurationOf, type Instance, type Router } from "../../topologies/balancers/configuration.ts";

/** A backup takes over after 3.6 s of silence; of adverts lost at random, four in a row may take their time. */
const LONGEST_MS = 30_000;

/** Until lb1 alone sends adverts and has the address; at once where another fault keeps them from it. @throws Error when that does not come about. */
export const untilSettled = async (lab: Lab): Promise<void> => {
  if (((await readState(lab.directory))?.faults ?? []).length > 1) return;
  const [lb1, lb2] = [hostOf(lab, "lb1"), hostOf(lab, "lb2")];
  const until = Date.now() + LONGEST_MS;
  const isSettled = async () => {
    const capture = await captureAdverts(lb2, lb2.dataInterface, 1.3);
    const isMaster = advertsOf(capture, lb1.dataAddress).length > 0 && advertsOf(capture, lb2.dataAddress).length === 0;
    return isMaster && (await holdersOf(lab)).join() === "lb1";
  };
  while (!(await isSettled())) {
    if (Date.now() > until) throw new Error(`the pair of routers has not settled within ${LONGEST_MS / 1_000} s`);
  }
};

/** Until lb2 says that it is the master. It does so 3.6 s after the last advert it heard of. @throws Error when it never does. */
export const untilBackupSends = async (lab: Lab): Promise<void> => {
  const lb2 = hostOf(lab, "lb2");
  const until = Date.now() + LONGEST_MS;
  const sent = async () => advertsOf(await captureAdverts(lb2, lb2.dataInterface, 0.5), lb2.dataAddress).length > 0;
  while (!(await sent())) if (Date.now() > until) throw new Error(`lb2 has not taken over within ${LONGEST_MS / 1_000} s`);
};

/** Gives a router its configuration, with what is to be different in it, and has keepalived read it. */
export const configure = async (lab: Lab, router: Router, changed: Partial<Instance> = {}): Promise<void> => {
  const host = hostOf(lab, router);
  await host.must(["sh", "-c", `cat > ${CONFIGURATION_FILE}`], { input: configurationOf(router, changed) });
  await host.must(["sh", "-c", "kill -HUP $(cat /run/keepalived.pid)"]);
};

export const routerOf = (parameters: Parameters): Router => (textOf(parameters, "router") === "lb1" ? "lb1" : "lb2");
