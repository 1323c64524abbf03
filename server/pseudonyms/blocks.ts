import type { Block } from "./flip.ts";

/** Addresses whose number is their meaning: this host, loopback, link-local, multicast, netmasks. Private networks stay private, and are told apart from others. */
export const BLOCKS_4: readonly Block[] = [
  { from: [0], bits: 8, whole: true },
  { from: [10], bits: 8, whole: false },
  { from: [100, 64], bits: 10, whole: false },
  { from: [127], bits: 8, whole: true },
  { from: [169, 254], bits: 16, whole: true },
  { from: [172, 16], bits: 12, whole: false },
  { from: [192, 168], bits: 16, whole: false },
  { from: [224], bits: 3, whole: true },
];

export const BLOCKS_6: readonly Block[] = [
  // ::, ::1, and IPv4 addresses written as IPv6, whose last four bytes are turned as IPv4.
  { from: [], bits: 80, whole: true },
  { from: [0x00, 0x64, 0xff, 0x9b], bits: 96, whole: true },
  { from: [0x20], bits: 3, whole: false },
  { from: [0xfc], bits: 7, whole: false },
  { from: [0xfe, 0x80], bits: 64, whole: false },
  { from: [0xff], bits: 8, whole: true },
];
