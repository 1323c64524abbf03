import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { takeKeptKeys } from "#server/compose/kept-keys.ts";
import { DATABASE_VARIABLE, web } from "#server/web.ts";
import { startSshd, whyNoSshd, type Sshd } from "../server/ssh/sshd.ts";
import { follow, post } from "./culprit-server.ts";
import { openSite, type Site } from "./site.ts";
import { describeUnless } from "../needs.ts";

/** What a real host prints in the middle of its answers. Each has a mark of its own, so that it is known which one came through. */
const SECRETS = {
  auth_pass: "mArK3d-vrrp",
  password: "mArK3d-pass",
  community: "mArK3d-snmp",
  token: "mArK3d-token-0123456789",
  metadata: "mArK3d/metadata+credential",
  key: "mArK3dKeyLine0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL",
} as const;

const PRINTED = [
  `        auth_pass ${SECRETS.auth_pass}`,
  `OS_PASSWORD=${SECRETS.password}`,
  `rocommunity ${SECRETS.community} 192.0.2.0/24`,
  `X-Auth-Token: ${SECRETS.token}`,
  `  "SecretAccessKey" : "${SECRETS.metadata}",`,
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  SECRETS.key,
  "-----END OPENSSH PRIVATE KEY-----",
].join("\n");

/** Tools that do their work and then say too much: as a warning, and the system's log as what somebody logged. */
function talkativeTools(): string {
  const folder = mkdtempSync(join(tmpdir(), "culprit-talk-"));
  chmodSync(folder, 0o755);
  const tool = (name: string, ...then: readonly string[]): void =>
    writeFileSync(join(folder, name), `#!/bin/sh\nPATH=\${PATH#*:}\n${name} "$@"; r=$?\n${then.join("\n")}\nexit $r\n`, { mode: 0o755 });
  for (const name of ["ss", "ip", "ethtool", "nft", "conntrack", "tc", "sysctl"]) tool(name, `cat ${folder}/said >&2`);
  for (const name of ["journalctl", "dmesg"]) tool(name, `cat ${folder}/said`);
  writeFileSync(join(folder, "said"), `${PRINTED}\n`, { mode: 0o644 });
  return folder;
}

describeUnless(whyNoSshd, "secrets that a host prints, and the key that logs in there", () => {
  const folder = talkativeTools();
  let site: Site;
  let sshd: Sshd;
  let investigation: string;
  let marker: string;
  beforeAll(async () => {
    sshd = await startSshd({ config: [`ForceCommand export PATH=${folder}:$PATH; eval "$SSH_ORIGINAL_COMMAND"`] });
    site = await openSite();
    const privateKey = readFileSync(sshd.key, "utf8");
    marker = privateKey.split("\n")[2] ?? "";
    await post(site.url, "/api/v1/hosts", { do: "addHost", name: "talker", address: "127.0.0.1", port: sshd.port, user: sshd.user });
    await post(site.url, "/api/v1/hosts", { do: "keepKey", host: "talker", privateKey });
    const host = { role: "suspect", name: "talker", address: "127.0.0.1", port: sshd.port, user: sshd.user };
    ({ id: investigation } = await post(site.url, "/api/v1/investigations", {
      do: "start",
      runbook: "first-look",
      brief: { hosts: [host], inputs: {} },
    }));
    const asked = (await follow(site.url, investigation, ({ type }) => type === "hostKeyAsked")).at(-1);
    if (asked?.type !== "hostKeyAsked") throw new Error("no key was asked about");
    const { host: key, fingerprint } = asked;
    await post(site.url, `/api/v1/investigations/${investigation}/actions`, { do: "answerHostKey", host: key, fingerprint, approve: true });
    await follow(site.url, investigation, ({ type }) => type === "concluded" || type === "stopped");
  });
  afterAll(async () => {
    await site?.stop();
    await sshd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const clean = (where: string, text: string): void => {
    for (const [kind, secret] of Object.entries(SECRETS)) expect(text.includes(secret), `${kind} in ${where}`).toBe(false);
    expect(text.includes(marker), `the SSH key in ${where}`).toBe(false);
  };
  const got = async (path: string): Promise<string> => {
    const answer = await fetch(site.url + path, { signal: AbortSignal.timeout(30_000) });
    expect(answer.status, path).toBe(200);
    return answer.text();
  };

  test("are in no row of the database, no raw output, and no line that the server prints", async () => {
    const { store } = await web();
    const raw = (await store.observations(investigation))
      .map(({ stdout, stderr }) => `${stdout.toString()}\n${stderr.toString()}`)
      .join("\n");
    // They were said, and what stands in their place is what was stored.
    for (const kind of ["auth_pass", "password", "snmp", "private_key"]) expect(raw).toContain(`⟨secret:${kind}:`);
    clean("raw outputs", raw);
    const client = new pg.Client(JSON.parse(process.env[DATABASE_VARIABLE] ?? "{}") as pg.ClientConfig);
    await client.connect();
    const tables = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const { name } of tables.rows)
      clean(`the table ${name}`, JSON.stringify((await client.query(`select to_jsonb(t) from "${name}" t`)).rows));
    await client.end();
    clean("what the server prints", site.said.join("\n"));
  });

  test("are told to a command on the same folder, the key that is kept, through the server that runs on it", async () => {
    const keyFor = await takeKeptKeys(site.folder);
    const host = { key: "a", role: "a", name: "a", address: "127.0.0.1" };
    expect((await keyFor({ ...host, port: sshd.port }))?.name).toBe("talker");
    expect(await keyFor({ ...host, port: 1 })).toBeUndefined();
    expect((await got("/healthz")).length).toBeGreaterThan(0);
  });

  test("are in no page and no answer of the API", async () => {
    const events = await follow(site.url, investigation, ({ type }) => type === "concluded" || type === "stopped");
    clean("the stream", JSON.stringify(events));
    const ids = events.flatMap((event) => ("facts" in event && event.type === "observed" ? [event.facts.observation] : []));
    expect(ids.length).toBeGreaterThan(0);
    const base = `/api/v1/investigations/${investigation}`;
    const outputs = ids.flatMap((id) => [`${base}/observations/${id}`, `${base}/observations/${id}?stream=stderr`]);
    const pages = ["/", "/investigations", "/hosts", `/investigations/${investigation}`];
    for (const path of [...pages, base, "/api/v1/investigations", "/api/v1/hosts", ...outputs]) clean(path, await got(path));
  });

  test("are in no export", async () => {
    const base = `/api/v1/investigations/${investigation}/export`;
    for (const path of [base, `${base}?format=markdown`, "/api/v1/records"]) clean(path, await got(path));
    expect(await got(base)).toContain("⟨secret:");
  });
});
