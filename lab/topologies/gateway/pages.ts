import { readFile } from "node:fs/promises";
import type { Namespace } from "../../hosts/namespace.ts";

export const PAGES_PORT = 80;
/** What the service on both servers looks at before it closes a connection. */
export const PAGES_CONFIGURATION = "/etc/pages.conf";

const PROGRAM = new URL("../../programs/pages.py", import.meta.url);

/** Starts the page service, which lives as long as its host. */
export const startPages = async (on: Namespace): Promise<void> => {
  const start = `mkdir -p /var/lib/pages && cat > /var/lib/pages/pages.py
setsid /usr/bin/python3 /var/lib/pages/pages.py ${PAGES_PORT} ${PAGES_CONFIGURATION} </dev/null >/dev/null 2>&1 &`;
  await on.must(["sh", "-c", start], { input: await readFile(PROGRAM, "utf8") });
};
