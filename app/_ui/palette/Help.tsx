"use client";

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from "lucide-react";
import { Dialog } from "radix-ui";
import { Key } from "../atoms/Chip.tsx";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import type { Place } from "../frame/places.ts";
import styles from "./palette.module.css";

interface Props {
  readonly places: readonly Place[];
  readonly onClose: () => void;
}

const ANYWHERE = [
  { keys: ["Ctrl", "K"], say: "Everything by name (⌘ K on a Mac)" },
  { keys: ["?"], say: "These shortcuts" },
  { keys: ["Esc"], say: "Close what is open" },
] as const;

const WITHIN = [
  { keys: ["/"], say: "Investigation: a command, in the field below the conversation" },
  { keys: ["↑"], say: "Investigation: in that field, change your last note; Enter sends, Shift Enter breaks the line" },
  { keys: ["←", "→"], say: "Review: on the slider, one event back or on; Home and End to the edges" },
  { keys: ["/"], say: "History: search" },
  { keys: ["j", "k"], say: "History: the next row, the one before; Enter opens it, x selects it" },
  { keys: ["←", "→"], say: "Tabs: the one beside" },
  { keys: ["↑", "↓", "←", "→"], say: "Runbook: move through the predictions; Home and End to the edges" },
] as const;

/** What the keyboard can do. Letters count only where nothing is being typed. */
export function Help({ places, onClose }: Props): React.JSX.Element {
  return (
    <Modal onClose={onClose} className={styles.help} aria-describedby={undefined}>
      <Dialog.Title asChild>
        <h2>Keyboard</h2>
      </Dialog.Title>
      <List title="Anywhere" rows={ANYWHERE} />
      <List title="Go to" rows={places.map(({ key, say }) => ({ keys: ["g", key], say }))} />
      <List title="On a page" rows={WITHIN} />
      <div className={styles.acts}>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Modal>
  );
}

/** The fonts that are shipped have two of the four arrows: letters of another font would stand there half as large. */
const ARROWS = { "←": ArrowLeft, "→": ArrowRight, "↑": ArrowUp, "↓": ArrowDown } as const;
const isArrow = (key: string): key is keyof typeof ARROWS => Object.hasOwn(ARROWS, key);

function faceOf(key: string): React.ReactNode {
  if (!isArrow(key)) return key;
  const Icon = ARROWS[key];
  return <Icon size={12} role="img" aria-label={key} />;
}

interface Rows {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly say: string }[];
}

function List({ title, rows }: Rows): React.JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(({ keys, say }) => (
          <div key={say}>
            <dt>
              {keys.map((key) => (
                <Key key={key}>{faceOf(key)}</Key>
              ))}
            </dt>
            <dd>{say}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
