import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { macOf, whoHas } from "../../measure/arp.ts";
import { neighbourState } from "../../measure/neighbours.ts";
import { ping } from "../../measure/ping.ts";
import { pythonProgram, runToEnd } from "../../programs/python.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";

const SILENT = "net/ipv4/icmp_echo_ignore_all";

/**
 * Gamma has beta's address as well and, like most things with an address of their own, does not answer pings. Both say now and
 * then that the address is theirs, as hosts do when they come up, fail over or talk; alpha believes whoever spoke last. The two
 * intervals have no common rhythm, so neither always speaks last.
 */
export const duplicateAddress: Fault = {
  id: "duplicate-address",
  kind: "fault",
  topology: "trio",
  about: "A third host uses beta's address, too; alpha's packets go to whoever announced it last.",
  story: "Beta drops out for a second again and again, and connections to it break. On beta itself everything looks fine.",
  groundTruth: { causes: [{ id: "duplicateAddress", host: "gamma", object: "192.0.2.12 on eth1" }] },
  parameters: { gammaEveryMs: 700, betaEveryMs: 530 },
  variants: { taken: { betaEveryMs: 0 }, rare: { gammaEveryMs: 1_900 } },
  inject: async (lab, parameters) => {
    const [beta, gamma] = [hostOf(lab, "beta"), hostOf(lab, "gamma")];
    await setOwn(gamma, SILENT, 1);
    await gamma.must(["ip", "addr", "replace", `${beta.dataAddress}/24`, "dev", gamma.dataInterface]);
    await announce(lab, "beta", numberOf(parameters, "betaEveryMs"));
    await announce(lab, "gamma", numberOf(parameters, "gammaEveryMs"));
  },
  heal: async (lab) => {
    const [beta, gamma] = [hostOf(lab, "beta"), hostOf(lab, "gamma")];
    await gamma.exec(["ip", "addr", "del", `${beta.dataAddress}/24`, "dev", gamma.dataInterface]);
    await putBackOwn(gamma, SILENT);
    // Beta says once more where the address is, as whoever repairs this makes it do.
    await runToEnd(beta, "announce.py", [beta.dataInterface, beta.dataAddress, 0]);
  },
  check,
};

const announce = async (lab: Lab, name: string, everyMs: number): Promise<void> => {
  if (everyMs === 0) return;
  const address = hostOf(lab, "beta").dataAddress;
  const on = hostOf(lab, name);
  const argv = pythonProgram("announce.py", on.dataInterface, address, everyMs);
  await startProcess(lab, { owner: duplicateAddress.id, name: `announces on ${name}`, on, argv });
};

async function check(lab: Lab): Promise<SelfCheck> {
  const [alpha, beta, gamma] = [hostOf(lab, "alpha"), hostOf(lab, "beta"), hostOf(lab, "gamma")];
  const { sent, lost } = await ping({ from: alpha, to: beta.dataAddress, count: 250, intervalMs: 10 });
  const [answers, own, other] = await Promise.all([whoHas(alpha, beta.dataAddress), macOf(beta), macOf(gamma)]);
  const state = await neighbourState(alpha, beta.dataAddress);
  return {
    symptom: lost > 0,
    mechanism: answers.includes(own) && answers.includes(other),
    saw: `${lost} of ${sent} lost; ${beta.dataAddress} is claimed by ${answers.join(" and ")} (beta has ${own}, gamma ${other}), ${state} on alpha`,
  };
}
