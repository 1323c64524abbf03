import { readFileSync } from "node:fs";
import { userInfo } from "node:os";

/** Who records: under sudo the person who called it. Undefined for root, which every machine has. */
export const recordingAccount = (): string | undefined =>
  [process.env["SUDO_USER"], ownName()].find((name) => name !== undefined && name !== "" && name !== "root");

/** Not every uid has a name: containers run as such. */
const ownName = (): string | undefined => {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
};

/** Where that account lives; accounts of a directory service are not in the file, and most live below /home. */
export const homeOf = (account: string, passwd = readFileSync("/etc/passwd", "utf8")): string => {
  const fields = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === account);
  return fields?.[5] || `/home/${account}`;
};
