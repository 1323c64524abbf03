import { hostOf, type Lab } from "../hosts/lab.ts";
import { PAGES_PORT } from "../topologies/gateway/pages.ts";

/**
 * Ends what the servers keep of connections whose clients they could not hear any more. They would go on sending for a minute, on
 * connections no firewall knows, which is no trace a fault may leave. A kernel without INET_DIAG_DESTROY lets them end by themselves.
 */
export const endLingering = async (lab: Lab): Promise<void> => {
  const argv = ["ss", "-t", "-K", "state", "connected", "sport", "=", `:${PAGES_PORT}`];
  await Promise.all(["server1", "server2"].map((name) => hostOf(lab, name).exec(argv)));
};
