"use client";

import { CircleAlert, Play, ShieldAlert, Unplug } from "lucide-react";
import { useState } from "react";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { Avatar, Chip, HostChip, Key } from "../atoms/Chip.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { Banner, Empty, Skeleton } from "../atoms/Place.tsx";
import { Tabs } from "../atoms/Tabs.tsx";
import { Elapsed, Time, When } from "../atoms/Time.tsx";
import { toast } from "../atoms/toast.ts";
import { Outcome, StandingIcon, STROKE, Tally, Word, type WordKind } from "../atoms/Words.tsx";
import { Segments } from "../simulator/Segments.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

const WORDS: readonly WordKind[] = ["held", "failed", "unknown", "testing", "supported", "open", "refuted"];
const LOOKS = ["plain", "primary", "quiet", "stop"] as const;
const AT = "2026-11-21T02:14:22.000Z";

const ENDED = [
  { status: "running", verdict: null, certainty: null },
  { status: "waiting", verdict: null, certainty: null },
  { status: "paused", verdict: null, certainty: null },
  { status: "stopped", verdict: null, certainty: null },
  { status: "concluded", verdict: "cause", certainty: "confirmed" },
  { status: "concluded", verdict: "cause", certainty: "established" },
  { status: "concluded", verdict: "cause", certainty: "suspected" },
  { status: "concluded", verdict: "several", certainty: "suspected" },
  { status: "concluded", verdict: "noneOfThese", certainty: null },
  { status: "concluded", verdict: "symptomAbsent", certainty: null },
  { status: "concluded", verdict: "undetermined", certainty: null },
] as const;

const COLOURS = [
  "ink",
  "ink-2",
  "ink-3",
  "edge",
  "line-2",
  "line",
  "canvas",
  "panel",
  "sunken",
  "hover",
  "accent",
  "held",
  "failed",
  "unknown",
  "mark",
];

/** The smallest parts, each in all its states. */
export function Atoms(): React.JSX.Element {
  return (
    <>
      <h2>Type and colour</h2>
      <Sample title="Type">
        <p style={{ font: "var(--t-28)" }}>What is going wrong?</p>
        <p style={{ font: "var(--t-20)" }}>A CPU&apos;s receive backlog on net-2 overflows</p>
        <p style={{ font: "var(--t-16)" }}>Loss to tenant routers, inbound</p>
        <p style={{ font: "var(--t-14)" }}>If the backlog overflowed, its counter rises while probes are missing.</p>
        <p>The interface, in 13 pixels; numbers are tabular: 1,111 and 8,888.</p>
        <code>cat /proc/net/softnet_stat</code>
      </Sample>
      <Sample title="Colour">
        <ul className={styles.colours}>
          {COLOURS.map((name) => (
            <li key={name}>
              <i style={{ background: `var(--${name})` }} />
              {name}
            </li>
          ))}
        </ul>
      </Sample>
      <h2>Words</h2>
      <Sample title="Evidence and standing">
        <div className={styles.row}>
          {WORDS.map((kind) => (
            <Word key={kind} kind={kind} />
          ))}
        </div>
        <div className={styles.row}>
          {WORDS.map((kind) => (
            <StandingIcon key={kind} kind={kind} pulse={kind === "testing"} />
          ))}
          <Tally held={4} failed={0} unknown={1} />
        </div>
      </Sample>
      <Sample title="How an investigation stands or ended">
        <div className={styles.row}>
          {ENDED.map((each) => (
            <Outcome key={`${each.status} ${each.verdict} ${each.certainty}`} {...each} />
          ))}
        </div>
      </Sample>
      <Controls />
      <Places />
    </>
  );
}

function Controls(): React.JSX.Element {
  const [tab, setTab] = useState<"parsed" | "raw">("parsed");
  const [chosen, setChosen] = useState("1500");
  return (
    <>
      <h2>Controls</h2>
      <Sample title="Buttons: plain, primary, quiet, stop; small; off; with an icon alone">
        {[false, true].map((small) => (
          <div key={String(small)} className={styles.row}>
            {LOOKS.map((look) => (
              <Button key={look} look={look} small={small}>
                {look}
              </Button>
            ))}
            <Button disabled small={small}>
              off
            </Button>
            <Button look="primary" disabled small={small}>
              off
            </Button>
            <Button iconOnly small={small} aria-label="Start">
              <Play size={16} strokeWidth={STROKE} aria-hidden />
            </Button>
          </div>
        ))}
        <div className={styles.row}>
          <ButtonLink href="/design" small>
            A link that looks like one
          </ButtonLink>
          <CopyButton text="copied from the design page" label="Copy">
            Copy
          </CopyButton>
          <Button small onClick={() => toast("Saved")}>
            Show a toast
          </Button>
        </div>
      </Sample>
      <Sample title="Tabs, and one of a few">
        <Tabs
          label="Output"
          tabs={[
            { id: "parsed", say: "Parsed" },
            { id: "raw", say: "Raw", count: 12 },
          ]}
          chosen={tab}
          onChoose={setTab}
        />
        <Segments
          name="design"
          label="What the sweep shows"
          before="limit"
          chosen={chosen}
          segments={["1458", "1500", "unknown"].map((value) => ({ value, say: value }))}
          onChoose={setChosen}
        />
      </Sample>
      <Sample title="Chips, people, keys, times">
        <div className={styles.row}>
          <HostChip name="cmp-7" role="sick host" sick />
          <HostChip name="cmp-3" role="healthy peer" />
          <HostChip name="a-host-with-a-name-that-is-longer-than-anybody-would-choose.rack-14.example.net" />
          <Chip>v7</Chip>
          <Avatar name="Ines Aydin" />
          <Key>Ctrl K</Key>
          <Time at={AT} />
          <Time at={AT} as="full" />
          <When at={AT} />
          <Elapsed from={AT} to="2026-11-21T02:19:34.000Z" />
        </div>
      </Sample>
    </>
  );
}

function Places(): React.JSX.Element {
  return (
    <>
      <h2>Places</h2>
      <Sample title="Banners: plain, a warning, a hard stop">
        <Banner icon={<Unplug size={16} strokeWidth={STROKE} aria-hidden />} act={<Button small>Retry now</Button>}>
          <p>
            <b>Connection lost 8 s ago.</b> Collection goes on. This page continues at event 44.
          </p>
        </Banner>
        <Banner tone="warn" icon={<ShieldAlert size={16} strokeWidth={STROKE} aria-hidden />} act={<Button small>Undo now</Button>}>
          <p>
            <b>cmp-7 is changed:</b> df_default = false. Undone by itself in <b>3:41</b>.
          </p>
        </Banner>
        <Banner tone="hardStop" icon={<CircleAlert size={16} strokeWidth={STROKE} aria-hidden />}>
          <p>
            <b>cmp-7 offers another host key. Nothing was sent.</b> After a re-image this is expected. Compare it on the console, then
            approve the new key.
          </p>
        </Banner>
      </Sample>
      <Sample title="Empty">
        <Empty
          title="No investigation matches these filters."
          acts={
            <>
              <Button small>Widen the dates</Button>
              <Button small look="quiet">
                Clear all
              </Button>
            </>
          }
        >
          The nearest is 3 days before 26 Oct 2026.
        </Empty>
      </Sample>
      <Sample title="Loading, after 300 ms">
        <Skeleton rows={3} />
      </Sample>
    </>
  );
}
