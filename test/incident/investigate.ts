import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Lab } from "#lab/hosts/lab.ts";

export interface Report {
  readonly verdict: {
    readonly kind: string;
    readonly say: string;
    readonly wouldDecide: readonly string[];
    readonly causes: readonly {
      readonly id: string;
      readonly certainty: string;
      readonly object: { readonly host?: string; readonly hostName?: string; readonly key?: string };
    }[];
    readonly symptom: readonly { readonly measure: string; readonly missing: number | null; readonly of: number | null }[];
  };
  readonly hypotheses: readonly {
    readonly id: string;
    readonly host?: string;
    readonly standing: string;
    readonly evidence: readonly { readonly test: string; readonly state: string; readonly reason?: string }[];
  }[];
  readonly unknown: readonly { readonly test: string; readonly host: string; readonly reason: string }[];
  readonly commands: number;
  readonly probesSent: number;
  readonly changed: readonly unknown[];
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: Report;
}

const ROOT = join(import.meta.dirname, "..", "..");

/** Runs the real command line against lab hosts, as a person would type it. */
export function culprit(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Omit<Ran, "report">> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, "cli", "culprit.ts"), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", fail);
    child.once("close", (code) => done({ code, stdout, stderr }));
  });
}

/** `culprit investigate small-packet-loss` from alpha to beta, as JSON. */
export async function investigateLoss(lab: Lab, inputs: Readonly<Record<string, string>> = {}, more: readonly string[] = []): Promise<Ran> {
  const [alpha, beta] = lab.hosts;
  if (alpha === undefined || beta === undefined) throw new TypeError("the pair has two hosts");
  const given = { target: beta.dataAddress, count: "3000", interval: "2", ...inputs };
  const ran = await culprit([
    "investigate",
    "small-packet-loss",
    "--host",
    `sender=root@${alpha.sshAddress}:${alpha.sshPort}`,
    "--host",
    `receiver=root@${beta.sshAddress}:${beta.sshPort}`,
    ...Object.entries(given).flatMap(([name, value]) => ["--input", `${name}=${value}`]),
    "--identity",
    lab.identityFile,
    "--known-hosts",
    lab.knownHostsFile,
    "--json",
    ...more,
  ]);
  return { ...ran, report: JSON.parse(ran.stdout) as Report };
}
