import { readFile } from "node:fs/promises";
import type { Namespace } from "../../hosts/namespace.ts";
import { CONFIGURATION_FILE, configurationOf, VIRTUAL_ADDRESS, type Router } from "./configuration.ts";
import { LOG_VOLUME } from "./volume.ts";

/** As the machine's first users would install it: a version manager's stand-in needs a home that the hosts do not have. */
const PYTHON = "/usr/bin/python3";

/** Only -f would make keepalived find its configuration elsewhere; -l makes it write to its own log what it also says to /dev/log. */
const KEEPALIVED = `keepalived --vrrp --dont-fork --log-console --log-detail >> ${LOG_VOLUME}/keepalived.log 2>&1`;

/** Whoever begins it has nothing to do with it afterwards, and keeps none of its own files open in it. */
export const START_KEEPALIVED = `cd / && setsid ${KEEPALIVED} < /dev/null 9>&- &`;

export const startRouter = async (host: Namespace, router: Router): Promise<void> => {
  await startPython(host, "syslog.py");
  await host.must(["sh", "-c", "until [ -S /dev/log ]; do sleep 0.02; done"], { timeoutMs: 5_000 });
  await host.must(["sh", "-c", `mkdir -p /etc/keepalived && cat > ${CONFIGURATION_FILE}`], { input: configurationOf(router) });
  await host.must(["sh", "-c", START_KEEPALIVED]);
};

/** A router that starts listens for 3.6 s before it takes the address. Only then is the pair up. */
export const untilAddressIsOn = async (host: Namespace): Promise<void> => {
  const script = `until ip -o -4 addr | grep -q ' ${VIRTUAL_ADDRESS}/'; do sleep 0.1; done`;
  await host.must(["sh", "-c", script], { timeoutMs: 9_000 });
};

/** The service behind the routers, or, with the servers' addresses, the balancer in front of them. */
export const startWeb = (host: Namespace, servers: readonly string[] = []): Promise<void> => startPython(host, "web.py", servers);

/** The program is copied to the host, which does not see the files of whoever raised it. */
const startPython = async (host: Namespace, file: string, args: readonly string[] = []): Promise<void> => {
  const input = await readFile(new URL(`../../programs/${file}`, import.meta.url), "utf8");
  const script = `cat > /run/lab/${file} && cd / && { ${PYTHON} /run/lab/${file} "$@" < /dev/null > /dev/null 2>&1 & }`;
  await host.must(["sh", "-c", script, "sh", ...args], { input });
};
