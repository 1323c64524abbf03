"use client";

import {
  CirclePause,
  CirclePlay,
  Eraser,
  Eye,
  OctagonX,
  PackageOpen,
  Pencil,
  Plus,
  RotateCcw,
  ShieldCheck,
  SkipForward,
  Stamp,
  TriangleAlert,
  Undo2,
  UserRound,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { NoticeKind } from "#machines/journal/message.ts";
import { STROKE } from "../atoms/Words.tsx";

const ICON: Readonly<Record<NoticeKind, LucideIcon>> = {
  watching: Eye,
  restarted: RotateCcw,
  paused: CirclePause,
  resumed: CirclePlay,
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

/** What kind of notice it is, at a glance. */
export function NoticeIcon({ of, size }: { readonly of: NoticeKind; readonly size: number }): React.JSX.Element {
  const Icon = ICON[of];
  return <Icon size={size} strokeWidth={STROKE} aria-hidden />;
}
