import { z } from "zod";
import type { LabHost } from "../hosts/lab.ts";
import { runInstrument } from "../programs/python.ts";

const answers = z.array(z.string());

/** Ethernet addresses that answer on the host's data network for an address. */
export const whoHas = async (from: LabHost, address: string): Promise<readonly string[]> =>
  answers.parse(await runInstrument(from, "arp.py", [from.dataInterface, from.dataAddress, address, 3, 400]));

export const macOf = async (host: LabHost): Promise<string> =>
  (await host.must(["cat", `/sys/class/net/${host.dataInterface}/address`])).trim();
