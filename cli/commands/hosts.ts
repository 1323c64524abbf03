import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { configHosts } from "#server/ssh/config-hosts.ts";
import { readLab } from "#server/lab/inventory.ts";
import { EXIT, Usage } from "../exit.ts";
import { parseAddress } from "../host-option.ts";
import { plain } from "../plain.ts";
import { callServer } from "../server-call.ts";

interface HostRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly group?: string | null;
}

/** `culprit hosts [list|add|import|remove]`: the inventory of the running server, and the hosts of this machine's lab. */
export async function hosts(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean" }, data: { type: "string" } },
    allowPositionals: true,
  });
  const [what = "list", name, address] = positionals;
  const rows = (): Promise<readonly HostRow[]> => callServer<readonly HostRow[]>("/api/v1/hosts", { data: values.data });
  if (what === "list") return show([...(await rows()), ...(await labRows())], values.json === true);
  if (what === "import") return importConfig(name, values);
  if (name === undefined) throw new Usage(`culprit hosts ${what}: the name is missing.`);
  if (what === "add") {
    if (address === undefined) throw new Usage("culprit hosts add <name> [user@]address[:port]: the address is missing.");
    await callServer("/api/v1/hosts", { data: values.data, body: { do: "addHost", name, ...parseAddress(address) } });
    return show(await rows(), values.json === true);
  }
  if (what !== "remove") throw new Usage(`culprit hosts ${what}: write list, add, import or remove.`);
  const host = (await rows()).find((row) => row.name === name);
  if (host === undefined) throw new Usage(`There is no host ${name} in the inventory.`);
  await callServer("/api/v1/hosts", { data: values.data, body: { do: "removeHost", id: host.id } });
  return show(await rows(), values.json === true);
}

interface Given {
  readonly data?: string | undefined;
  readonly json?: boolean | undefined;
}

/** The hosts of an ssh config: of the file that is named, or of this account's own. Prints what was added and what was left out. */
async function importConfig(file: string | undefined, { data, json = false }: Given): Promise<number> {
  const text = file === undefined ? null : await readFile(file, "utf8").catch((error: unknown) => cannotRead(file, error));
  const { hosts: found, left } = await configHosts(text);
  for (const line of left) process.stderr.write(plain(`${line}\n`));
  if (found.length === 0) throw new Usage(`${file ?? "The ssh config of this account"} names no host.`);
  const body = { do: "addHosts", hosts: found.map(({ jump: _jump, ...host }) => host) };
  const { hosts } = await callServer<{ readonly hosts: { readonly added: number; readonly left: readonly string[] } }>("/api/v1/hosts", {
    data,
    body,
  });
  const taken = hosts.left.length === 0 ? "" : `Left out, as their names are taken: ${hosts.left.join(", ")}\n`;
  process.stdout.write(json ? `${JSON.stringify(hosts)}\n` : `${hosts.added} added.\n${taken}`);
  return EXIT.found;
}

/** @throws Usage */
function cannotRead(file: string, error: unknown): never {
  throw new Usage(`${file} could not be read: ${error instanceof Error ? error.message : String(error)}`);
}

/** As they are written for `culprit investigate --host`. What is wrong with a lab is said beside the list. */
async function labRows(): Promise<readonly HostRow[]> {
  const lab = await readLab();
  if (lab.state === "unusable") process.stderr.write(`${lab.say}\n`);
  if (lab.state !== "up") return [];
  return lab.inventory.hosts.map(({ name }) => ({ id: `lab:${name}`, name, address: `lab:${name}`, port: null, user: null, group: "Lab" }));
}

function show(rows: readonly HostRow[], json: boolean): number {
  const text = rows
    .map(({ name, user, address, port }) => `${name}  ${user === null ? "" : `${user}@`}${address}${port === null ? "" : `:${port}`}\n`)
    .join("");
  process.stdout.write(
    json
      ? `${JSON.stringify(rows)}\n`
      : plain(text) || "The inventory is empty. culprit hosts add <name> [user@]address[:port] adds a host.\n",
  );
  return EXIT.found;
}
