"use client";

import {
  CirclePause,
  CirclePlay,
  Eraser,
  Eye,
  EyeOff,
  Hand,
  Lightbulb,
  ListChecks,
  OctagonX,
  PackageOpen,
  Pencil,
  Plus,
  RotateCcw,
  Scale,
  Sigma,
  Search,
  ShieldAlert,
  ShieldCheck,
  SkipForward,
  Stamp,
  Terminal,
  TriangleAlert,
  Undo2,
  UserRound,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Message, NoticeKind } from "#machines/journal/message.ts";
import { STROKE } from "../atoms/Words.tsx";

const KIND = {
  brief: Search,
  preflight: ListChecks,
  reasoning: Lightbulb,
  question: Hand,
  ask: Hand,
  verdict: Scale,
  change: ShieldAlert,
  command: Terminal,
} as const satisfies Readonly<Record<Exclude<Message["kind"], "notice" | "note" | "evidence">, LucideIcon>>;

const NOTICE: Readonly<Record<NoticeKind, LucideIcon>> = {
  watching: Eye,
  watchGoesOn: Eye,
  watchOver: EyeOff,
  restarted: RotateCcw,
  paused: CirclePause,
  resumed: CirclePlay,
  unskipped: Undo2,
  skipped: SkipForward,
  handedOver: UserRound,
  outputsRemoved: Eraser,
  imported: PackageOpen,
  stopped: OctagonX,
  titled: Pencil,
  signedOff: Stamp,
  hostFailed: TriangleAlert,
  hostAdded: Plus,
  hostWithdrawn: Undo2,
  ledger: ShieldCheck,
};

/** What kind of message it is, at a glance; what a person wrote has their initials instead. */
export function KindIcon({ message, size }: { readonly message: Message; readonly size: number }): React.JSX.Element | null {
  if (message.kind === "note" || message.kind === "evidence") return null;
  const isWorkedOut = message.kind === "command" && message.card.from !== undefined;
  const Icon = message.kind === "notice" ? NOTICE[message.notice] : isWorkedOut ? Sigma : KIND[message.kind];
  return <Icon size={size} strokeWidth={STROKE} aria-hidden />;
}
