import { access, constants } from "node:fs/promises";
import { LabProblem } from "./problem.ts";

/** Command → Debian package. */
export type Tools = Readonly<Record<string, string>>;

/** Programs the lab is made with, and the Debian package each comes in. */
const TOOLS: Tools = {
  ip: "iproute2",
  tc: "iproute2",
  bridge: "iproute2",
  unshare: "util-linux",
  nsenter: "util-linux",
  taskset: "util-linux",
  mount: "mount",
  ping: "iputils-ping",
  nft: "nftables",
  conntrack: "conntrack",
  sshd: "openssh-server",
  "ssh-keygen": "openssh-client",
};

/** Login shells of ordinary accounts often lack the sbin folders, where half of these live. */
const FOLDERS = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/bin", "/bin"].filter(Boolean);

const findTool = async (name: string): Promise<string | null> => {
  for (const folder of FOLDERS) {
    const path = `${folder}/${name}`;
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return null;
};

/** Null when a lab can be raised here; else what is missing and how to get it, as a sentence. */
export const whyNoLab = async (tools: Tools = {}): Promise<string | null> => {
  if (process.platform !== "linux") return "The lab is made of Linux network namespaces; this machine does not run Linux.";
  if (process.getuid?.() !== 0) return "The lab makes network namespaces and needs root: run it with sudo.";
  const missing: string[] = [];
  const all = { ...TOOLS, ...tools };
  for (const name of Object.keys(all)) if ((await findTool(name)) === null) missing.push(name);
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map((name) => all[name]))].join(" ");
  return `The lab needs ${missing.join(", ")}: apt-get install ${packages}`;
};

export const requireLab = async (tools: Tools = {}): Promise<void> => {
  const why = await whyNoLab(tools);
  if (why !== null) throw new LabProblem(why);
};
