import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseCardCounters } from "./parse.ts";
import { CARDS_SCRIPT } from "../card-script.ts";

const values = {
  noBuffer: counter(64, "packets", "The host gave the card no buffer in time: its receive ring was full."),
  portBuffer: counter(64, "packets", "The card's own buffer was full before the host was asked for one."),
  damaged: counter(64, "frames", "Frames that arrived damaged: checksum, alignment, symbols."),
  pausesReceived: counter(64, "frames", "The other end asked this card to stop sending."),
  pausesSent: counter(64, "frames", "This card asked the other end to stop sending."),
} as const;

/**
 * What cards count themselves, by the names of their drivers: losses that the kernel's own counters do not tell apart.
 *
 * Shape:
 *     == ens3f0 mlx5_core
 *     NIC statistics:
 *          rx_packets: 1200
 *          rx_out_of_buffer: 4
 *          rx_discards_phy: 7
 *          rx_prio0_discards: 7
 *          rx_crc_errors_phy: 0
 *          rx_pause_ctrl_phy: 3
 *          tx_pause_ctrl_phy: 0
 *     == end
 * Fields: counters since the driver was loaded, 64 bits. Per-queue and per-priority copies of a counter are left out.
 *   Example: noBuffer = 4, portBuffer = 7, damaged = 0, pausesReceived = 3, pausesSent = 0, cards = 1
 * Empty: a host without a card (containers, veth only): every count is 0. A driver that has no such counter adds nothing.
 * Fails: toolMissing without ethtool, where there is a card; a card whose driver gives no statistics makes the sums unknown.
 * Source: https://man7.org/linux/man-pages/man8/ethtool.8.html (-S); names in names.ts
 */
export const cardCounters = {
  id: "cardCounters",
  title: "card statistics",
  about: "What network cards count themselves: full buffers, damaged frames, pauses.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  // 60 bytes a counter; cards with 64 queues have some two thousand.
  maxBytes: 4 * 1024 * 1024,
  fields: { ...values, cards: gauge("cards", "Interfaces with a device behind them.") },
  tables: { cards: { ...values, driver: state("The card's driver.") } },
  ways: [{ argv: ["sh", "-c", literally(CARDS_SCRIPT)], parse: parseCardCounters, privilege: "user" }],
} as const satisfies Collector;
