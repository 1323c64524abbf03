/**
 * TEST-NET-1 and TEST-NET-3 (RFC 5737). TEST-NET-2 stays free: in recordings the management addresses become part of it.
 *
 *   client1 ─┐ inside            ┌─ gw ─ wire ─┐ dmz          ┌─ server1
 *            ├── 192.0.2.0/24 ───┤             ├── 203.0.113.0/26
 *   client2 ─┘   (behind fw1)    └─ router2 ───┘              └─ server2's second leg
 *                                  gw ─ uplink 203.0.113.64/26 ─ transit ─ far 203.0.113.128/25 ─ server2
 */
export const INSIDE = "192.0.2.0/24";
export const FAR = "203.0.113.128/25";

export const CLIENT1 = "192.0.2.11";
export const CLIENT2 = "192.0.2.40";
export const FIREWALL = "192.0.2.3";
export const GATEWAY_INSIDE = "192.0.2.1";
export const ROUTER2_INSIDE = "192.0.2.2";

export const GATEWAY_DMZ = "203.0.113.1";
export const ROUTER2_DMZ = "203.0.113.2";
export const SERVER1 = "203.0.113.11";
export const SERVER2_DMZ = "203.0.113.12";

export const GATEWAY_UPLINK = "203.0.113.65";
export const TRANSIT_UPLINK = "203.0.113.66";
export const TRANSIT_FAR = "203.0.113.129";
export const SERVER2 = "203.0.113.140";

/** Interfaces of the gateway. */
export const TO_INSIDE = "eth1";
export const TO_DMZ = "eth2";
export const TO_UPLINK = "eth3";
