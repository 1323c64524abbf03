import type { Namespace } from "../hosts/namespace.ts";

/** Loads one nftables table. nft 1.0.6 wants every closing brace on a line of its own. */
export const loadTable = (place: Namespace, text: string): Promise<string> => place.must(["nft", "-f", "-"], { input: text });

/** Also where it is not: declaring it first makes deleting it always possible. */
export const dropTable = (place: Namespace, table: string): Promise<string> =>
  place.must(["nft", "-f", "-"], { input: `table ${table} {\n}\ndelete table ${table}\n` });
