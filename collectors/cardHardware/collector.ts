import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseCardHardware } from "./parse.ts";
import { ARGUMENTS, CARD_SCRIPT } from "./script.ts";

const cards = (about: string) => gauge("cards", about);

/**
 * Network cards as the host sees them: line rate, slot, queues, offloads, how long interrupts are held back.
 *
 * Shape:
 *     - ethtool yes
 *     - node 0 0-15
 *     - node 1 16-31
 *     ens3f0 operstate up
 *     ens3f0 speed 10000
 *     ens3f0 duplex full
 *     ens3f0 rxQueues 8
 *     ens3f0 steered 0
 *     ens3f0 driver ixgbe
 *     ens3f0 numa 1
 *     ens3f0 interrupt120 4
 *     ens3f0 interrupt121 4
 *     ens3f0 interrupt122 4
 *     ens3f0 currentSpeed 5.0 GT/s PCIe
 *     ens3f0 currentWidth 2
 *     ens3f0 maxSpeed 5.0 GT/s PCIe
 *     ens3f0 maxWidth 8
 *     ens3f0 feature large-receive-offload on
 *     ens3f0 ringMax 4096
 *     ens3f0 ring 512
 *     ens3f0 channelsMax 63
 *     ens3f0 channels 8
 *     ens3f0 hashedQueues 8
 *     ens3f0 adaptive off
 *     ens3f0 rxUsecs 125
 *     end
 * Fields: counts of cards with a property; the interfaces' own values are in the table. A slot is narrow when it carries less than the card can and less than is
 *   expected. Interfaces that are no card have no slot, hold back no interrupt, and are no wrong card.
 *   Example: interfaces = 1, cards = 1, halfDuplexLinks = 0, lroCards = 1, delayingCards = 1, singleQueueCards = 0, unusedQueueCards = 1, concentratedCards = 1
 * Empty: a host without cards: every count is 0.
 * Fails: what only ethtool tells is unknown where it is missing or the driver does not say: -c and -k of cards.
 * Source: https://www.kernel.org/doc/html/v6.1/PCI/sysfs-pci.html; https://man7.org/linux/man-pages/man8/ethtool.8.html; Documentation/ABI/testing/sysfs-class-net (speed, duplex)
 */
export const cardHardware = {
  id: "cardHardware",
  title: "network cards",
  about: "Line rate, slot, queues and offloads of each card.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  // Some 900 bytes a card, 120 another interface: room for thousands.
  maxBytes: 1024 * 1024,
  fields: {
    interfaces: gauge("interfaces", "In this network namespace, without lo."),
    cards: cards("That have a driver of their own."),
    slowLinks: gauge("interfaces", "Whose line rate is below the rate that is expected."),
    halfDuplexLinks: gauge("interfaces", "That negotiated half duplex."),
    narrowSlots: cards("In a slot that carries less than is expected, and less than the card could."),
    lroCards: cards("That merge received segments (LRO), which must not be forwarded."),
    delayingCards: cards("That hold an interrupt back for more than 50 microseconds, and do not adapt it."),
    singleQueueCards: cards("That receive with one queue, so one CPU takes everything."),
    unusedQueueCards: cards("That use fewer queues than they have."),
    concentratedCards: cards("Of several queues, of which all interrupts go to one CPU, or the hash to one queue."),
    tunnelOffloadOffCards: cards("That could cut tunnelled segments and are told not to, on a host with tunnels."),
    shortBonds: gauge("bonds", "That share traffic out and leave legs with a link idle, so that they carry less than is expected."),
  },
  tables: {
    interfaces: {
      card: state("It has a driver of its own."),
      driver: state("Its driver."),
      speedMbit: gauge("Mbit/s", "Line rate."),
      slow: state("Its line rate is below what is expected."),
      missingMbit: gauge("Mbit/s", "By how much its line rate is below what is expected."),
      slotMissingMbit: gauge("Mbit/s", "By how much its slot is below what is expected, where the card could do better."),
      lroOn: gauge("", "1 where large receive offload is on."),
      halfDuplex: state("It negotiated half duplex."),
      slotMbit: gauge("Mbit/s", "What its slot carries now."),
      narrow: state("The slot carries less than is expected and less than the card could."),
      numaNode: gauge("", "Memory node it is attached to."),
      lro: state("Large receive offload is on."),
      delaying: state("It holds interrupts back for long."),
      rxUsecs: gauge("us", "How long a receive interrupt is held back."),
      singleQueue: state("It receives with one queue."),
      unusedQueues: state("It uses fewer queues than it has."),
      rxQueues: gauge("queues", "It receives with."),
      ring: gauge("descriptors", "Its receive ring holds."),
      ringMax: gauge("descriptors", "Its receive ring can hold at most."),
      shortBond: state("A bond that carries less than is expected because legs with a link are idle."),
      idleLegs: gauge("legs", "With a link, that carry nothing for this bond."),
      concentrated: state("All that its queues receive goes to one CPU."),
      tunnelOffloadOff: state("It could cut tunnelled segments and is told not to."),
    },
    nodes: { cpus: state("CPUs of this memory node, as the kernel lists them.") },
  },
  ways: [{ argv: ["sh", "-c", literally(CARD_SCRIPT), "culprit-cards", ...ARGUMENTS], parse: parseCardHardware, privilege: "user" }],
} as const satisfies Collector;
