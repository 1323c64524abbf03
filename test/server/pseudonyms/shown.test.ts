import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rightsOf, ROLES } from "#server/access/rights.ts";
import { PSEUDONYMS_VARIABLE, pseudonymsAsked } from "#server/pseudonyms/asked.ts";
import type { Link } from "#server/records/chain.ts";
import { itemsOf } from "#server/read/records.ts";
import { shownTo } from "#server/read/shown.ts";
import { KEYS_VARIABLE } from "#server/secrets/keyring.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const ADDRESS = "198.51.100.7";
const page = { hosts: [{ name: "lb1", address: ADDRESS }], at: new Date(0), n: 7, none: null };

describe("addresses on pages and in answers", () => {
  beforeEach(() => {
    process.env[KEYS_VARIABLE] = `tokens ${KEY};seal one ${KEY}`;
    process.env[PSEUDONYMS_VARIABLE] = "yes";
  });
  afterEach(() => {
    delete process.env[KEYS_VARIABLE];
    delete process.env[PSEUDONYMS_VARIABLE];
  });

  it.each(ROLES)("are as they are for a %s who reaches hosts, and others for whom not", async (role) => {
    const shown = await shownTo({ rights: rightsOf([role]) });
    const reaches = role === "responder" || role === "approver" || role === "admin";
    expect(shown.value(page).hosts[0]?.address === ADDRESS).toBe(reaches);
    expect(shown.value(page)).toMatchObject({ hosts: [{ name: "lb1" }], at: new Date(0), n: 7, none: null });
    expect(shown.output(Buffer.from(`src=${ADDRESS}\n`))?.includes(ADDRESS)).toBe(reaches);
    expect(shown.output(Buffer.from("4500003400004000400600".padEnd(48, "0"))) === null).toBe(!reaches);
    expect(shown.pictures).toBe(reaches);
  });

  it("are asked for wherever something is read for a page", () => {
    // Of people, of how often a runbook named what, of whether the server is well, and of an export, which has them always.
    const others = new Set(["people.ts", "ready.ts", "export.ts", "runbooks.ts"]);
    const folders = ["read", "stream"].map((name) => join(import.meta.dirname, "../../../server", name));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const));
    const forgetful = files.filter(
      ([name, text]) => text.includes("await web()") && !/shownTo\(|askedTurn\(/.test(text) && !others.has(name),
    );
    expect(forgetful.map(([name]) => name)).toEqual([]);
    expect(files.filter(([, text]) => text.includes("shownTo(visitor)")).length).toBeGreaterThan(3);
  });

  it("are others in the audit log too, where nobody finds out whose pseudonym it is by asking for an address", async () => {
    const link = (address: string): Link => ({
      ...{ n: 1, hash: "h", before: "b" },
      text: JSON.stringify({
        at: "",
        actor: { kind: "person", id: "a", name: "Ann", via: "page" },
        action: "approveKey",
        outcome: "done",
        about: { address },
      }),
    });
    const seen = async (role: string, about?: string) =>
      itemsOf([link(ADDRESS), link("no address")], { names: new Map(), shown: await shownTo({ rights: rightsOf([role]) }), about });
    expect((await seen("approver", ADDRESS))[0]?.about["address"]).toBe(ADDRESS);
    const others = await seen("viewer");
    expect(others).toHaveLength(2);
    expect(JSON.stringify(others)).not.toContain(ADDRESS);
    expect((await seen("viewer", ADDRESS)).map(({ about }) => about["address"])).toEqual(["no address"]);
    expect(await seen("viewer", String(others[0]?.about["address"]))).toHaveLength(2);
  });

  it("are as they are where nobody asked for others", async () => {
    delete process.env[PSEUDONYMS_VARIABLE];
    expect((await shownTo({ rights: rightsOf(["viewer"]) })).value(page)).toBe(page);
    expect(pseudonymsAsked({ [PSEUDONYMS_VARIABLE]: "no" })).toBe(false);
    expect(() => pseudonymsAsked({ [PSEUDONYMS_VARIABLE]: "maybe" })).toThrow(/yes or no/);
  });
});
