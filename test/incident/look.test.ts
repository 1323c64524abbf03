import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import type { Bundle } from "#server/bundle/bundle.ts";
import { describeWith } from "../needs.ts";
import { culprit } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "ping", "ip"];
const DIRECTORY = "/run/culprit-lab-first-look";

interface Look {
  readonly verdict: {
    readonly kind: string;
    readonly causes: readonly { readonly id: string; readonly object: { readonly hostName?: string } }[];
  };
  readonly commands: number;
  readonly next?: readonly { readonly runbook: string; readonly hosts: readonly string[]; readonly command: string }[];
}

/** Real hosts, real SSH: what nobody could name is pointed at, handed over, and can be taken away and judged again. */
describeWith(NEEDS, "first-look on lab hosts", () => {
  let lab: Lab;
  let folder: string;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    folder = mkdtempSync(join(tmpdir(), "culprit-look-"));
  });
  afterAll(async () => {
    await lab.down();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => join(folder, name);
  const env = { ...process.env, CULPRIT_LAB: DIRECTORY };
  const look = async (
    name: string,
    more: readonly string[] = [],
  ): Promise<{ readonly code: number | null; readonly look: Look; readonly bundle: Bundle }> => {
    const args = ["investigate", "first-look", "--lab", "--input", "seconds=2", "--export", file(name), "--json", ...more];
    const { code, stdout } = await culprit(args, env);
    return { code, look: JSON.parse(stdout) as Look, bundle: JSON.parse(readFileSync(file(name), "utf8")) as Bundle };
  };

  test("a socket that overflows leads to the runbook of loss first, with hosts and address filled in, and that one names it", async () => {
    await injectFault(lab, "udp-buffer");
    try {
      const { look: seen } = await look("loss.json");
      expect(seen.next?.[0]).toMatchObject({ runbook: "small-packet-loss", hosts: expect.arrayContaining(["beta"]) });
      const command = seen.next?.[0]?.command ?? "";
      expect(command).toMatch(/--host receiver=lab:beta --input target=192\.0\.2\.12 --from /);
      const next = await culprit([...command.split(" ").slice(1), "--input", "count=200", "--json"], env);
      expect(JSON.parse(next.stdout)).toMatchObject({ verdict: { causes: [{ id: "socketBufferOverflow", certainty: "established" }] } });
    } finally {
      await healFault(lab, "udp-buffer");
    }
  });

  test("what was changed since the last look is told, and both bundles give the same again", async () => {
    const first = await look("first.json");
    expect(first.look.next ?? []).toEqual([]);
    const beta = lab.hosts.find(({ name }) => name === "beta");
    expect(spawnSync("nsenter", ["-t", String(beta?.pid), "-n", "sysctl", "-qw", "net.ipv4.conf.eth1.rp_filter=1"]).status).toBe(0);
    const { bundle } = await look("second.json", ["--from", file("first.json")]);
    const changes = bundle.events.flatMap((event) =>
      event.type === "observed" && event.request.includes(".changed.suspect#2.") ? (event.reading.tables?.["changes"] ?? []) : [],
    );
    expect(changes).toContainEqual(
      expect.objectContaining({ key: "net.ipv4.conf.eth1.rp_filter", before: "0", now: "1", area: "settings" }),
    );
    const again = await culprit(["import", file("second.json"), "--check", "--json"], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ differences: [] });
    expect(again.code).toBe(0);
  });
});
