import { parseArgs } from "node:util";
import { readLab } from "#server/lab/inventory.ts";
import { EXIT, Usage } from "../exit.ts";
import { parseAddress } from "../host-option.ts";
import { callServer } from "../server-call.ts";

interface HostRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly group?: string | null;
}

/** `culprit hosts [list|add|remove]`: the inventory of the running server, and the hosts of this machine's lab. */
export async function hosts(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean" }, data: { type: "string" } },
    allowPositionals: true,
  });
  const [what = "list", name, address] = positionals;
  const rows = (): Promise<readonly HostRow[]> => callServer<readonly HostRow[]>("/api/v1/hosts", { data: values.data });
  if (what === "list") return show([...(await rows()), ...(await labRows())], values.json === true);
  if (name === undefined) throw new Usage(`culprit hosts ${what}: the name is missing.`);
  if (what === "add") {
    if (address === undefined) throw new Usage("culprit hosts add <name> [user@]address[:port]: the address is missing.");
    await callServer("/api/v1/hosts", { data: values.data, body: { do: "addHost", name, ...parseAddress(address) } });
    return show(await rows(), values.json === true);
  }
  if (what !== "remove") throw new Usage(`culprit hosts ${what}: write list, add or remove.`);
  const host = (await rows()).find((row) => row.name === name);
  if (host === undefined) throw new Usage(`There is no host ${name} in the inventory.`);
  await callServer("/api/v1/hosts", { data: values.data, body: { do: "removeHost", id: host.id } });
  return show(await rows(), values.json === true);
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
    json ? `${JSON.stringify(rows)}\n` : text || "The inventory is empty. culprit hosts add <name> [user@]address[:port] adds a host.\n",
  );
  return EXIT.found;
}
