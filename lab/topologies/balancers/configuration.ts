import { DATA_INTERFACE } from "../flat.ts";

/** The virtual router's address, which the client talks to. */
export const VIRTUAL_ADDRESS = "192.0.2.100";
export const VIRTUAL_ROUTER_ID = 51;
export const CONFIGURATION_FILE = "/etc/keepalived/keepalived.conf";

export type Router = "lb1" | "lb2";
/** lb3 is a router that a fault adds to their network. */
type Configured = Router | "lb3";

/** What may be set differently from what is right. */
export interface Instance {
  readonly virtualRouterId: number;
  readonly priority: number;
  readonly address: string;
  /** Empty: without authentication. */
  readonly password: string;
  /** Seconds between two adverts. */
  readonly interval: number;
  /** A script that is asked every second, and what its success adds to the priority. */
  readonly track?: { readonly script: string; readonly weight: number };
}

const SHARED = { virtualRouterId: VIRTUAL_ROUTER_ID, address: VIRTUAL_ADDRESS, password: "k33p51", interval: 1 };

const RIGHT: Readonly<Record<Configured, Instance>> = {
  lb1: { ...SHARED, priority: 150 },
  lb2: { ...SHARED, priority: 100 },
  lb3: { ...SHARED, priority: 100 },
};

/**
 * keepalived.conf of one router. Gratuitous ARP is repeated every second, and each is logged: a master has something to say to its
 * log all the time, so that a log which takes nothing is felt within two seconds.
 * With twice as many repeats, keepalived itself leaves out adverts for three seconds now and then.
 */
export const configurationOf = (router: Configured, changed: Partial<Instance> = {}): string => {
  const { virtualRouterId, priority, address, password, interval, track } = { ...RIGHT[router], ...changed };
  return `global_defs {
  router_id ${router}
  script_user root
  enable_script_security
  vrrp_garp_master_refresh 1
  vrrp_garp_master_refresh_repeat 4
}
${track === undefined ? "" : trackScript(track)}
vrrp_instance VI_1 {
  state ${router === "lb1" ? "MASTER" : "BACKUP"}
  interface ${DATA_INTERFACE}
  virtual_router_id ${virtualRouterId}
  priority ${priority}
  advert_int ${interval}
${password === "" ? "" : `  authentication {\n    auth_type PASS\n    auth_pass ${password}\n  }\n`}  virtual_ipaddress {
    ${address}/24 dev ${DATA_INTERFACE}
  }
${track === undefined ? "" : "  track_script {\n    chk_web\n  }\n"}}
`;
};

const trackScript = ({ script, weight }: NonNullable<Instance["track"]>): string => `
vrrp_script chk_web {
  script "${script}"
  interval 1
  weight ${weight}
}
`;
