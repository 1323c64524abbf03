"use client";

import { Command, useCommandState } from "cmdk";
import { BookOpen, File, Keyboard, OctagonX, Play, Server, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { Key } from "../atoms/Chip.tsx";
import { Modal } from "../atoms/Modal.tsx";
import { OutcomeIcon, STROKE } from "../atoms/Words.tsx";
import type { Place } from "../frame/places.ts";
import { PAGES_WITHIN } from "../frame/within.ts";
import { actionsHere, type Actions } from "./actions.ts";
import { matches } from "./match.ts";
import styles from "./palette.module.css";
import { useEverything } from "./useEverything.ts";

interface Props {
  readonly places: readonly Place[];
  readonly pages: readonly string[];
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

const ICON = { size: 16, strokeWidth: STROKE, "aria-hidden": true } as const;

/** Read when the palette opens. Null until then, as what a menu holds may have to be fetched: what stands first is what Enter takes. */
function useActions(): readonly Actions[] | null {
  const [groups, setGroups] = useState<readonly Actions[] | null>(null);
  useEffect(() => {
    let gone = false;
    void actionsHere()
      .catch(() => [])
      .then((found) => (gone ? undefined : setGroups(found)));
    return () => {
      gone = true;
    };
  }, []);
  return groups;
}

/** On a phone the field would bring its keyboard, over half of what there is to choose. */
function keepKeyboardAway(event: Event): void {
  if (!matchMedia("(max-width: 899px)").matches) return;
  event.preventDefault();
  (event.currentTarget as HTMLElement | null)?.focus();
}

/** Everything by name: what this page can do, pages, runbooks, recent investigations, hosts. */
export function Palette({ places, pages, onClose, onHelp }: Props): React.JSX.Element {
  const router = useRouter();
  const groups = useActions();
  const { investigations, runbooks, hosts, wrong, loading } = useEverything();
  const go = (href: string) => () => {
    onClose();
    router.push(href);
  };
  return (
    <Modal onClose={onClose} className={styles.palette} aria-describedby={undefined} onOpenAutoFocus={keepKeyboardAway}>
      <Dialog.Title className="visually-hidden">Go to, or do</Dialog.Title>
      <Command label="Go to, or do" loop filter={matches} className={styles.body}>
        <Command.Input placeholder="Page, runbook, investigation, host or action" className={styles.input} />
        {groups === null ? null : (
          <Found none={<p className={styles.none}>{loading ? "Looking it up." : "Nothing here has this name."}</p>}>
            {groups.map(({ title, actions }) => (
              <Command.Group key={title} heading={title} className={styles.group}>
                {actions.map(({ say, stop, run }) => (
                  <Item
                    key={say}
                    value={`action ${say} ${title}`}
                    icon={stop ? <OctagonX {...ICON} /> : <Zap {...ICON} />}
                    say={say}
                    stop={stop}
                    onSelect={() => {
                      onClose();
                      // The dialog gives the focus back first; what is pressed may take it.
                      setTimeout(run, 0);
                    }}
                  />
                ))}
              </Command.Group>
            ))}
            <Command.Group heading="Pages" className={styles.group}>
              {places.map(({ href, say, icon: Icon, key }) => (
                <Item key={href} value={`page ${say}`} icon={<Icon {...ICON} />} say={say} keys={["g", key]} onSelect={go(href)} />
              ))}
              <Item value="page Practice incidents" icon={<Play {...ICON} />} say="Practice incidents" onSelect={go("/practice")} />
              <Item
                value="page Keyboard shortcuts help"
                icon={<Keyboard {...ICON} />}
                say="Keyboard shortcuts"
                keys={["?"]}
                onSelect={onHelp}
              />
            </Command.Group>
            {investigations.length === 0 ? null : (
              <Command.Group heading="Investigations" className={styles.group}>
                {investigations.map((item) => (
                  <Item
                    key={item.id}
                    value={`investigation INV-${item.number} ${item.title} ${item.hostNames.join(" ")} ${item.cause ?? ""} ${item.id}`}
                    icon={<OutcomeIcon {...item} />}
                    say={item.title}
                    aside={`INV-${item.number}`}
                    onSelect={go(`/investigations/${item.id}`)}
                  />
                ))}
              </Command.Group>
            )}
            {runbooks.length === 0 ? null : (
              <Command.Group heading="Runbooks" className={styles.group}>
                {runbooks.map(({ id, title, symptoms }) => (
                  <Item
                    key={id}
                    value={`runbook ${title} ${id} ${symptoms.join(" ")}`}
                    icon={<BookOpen {...ICON} />}
                    say={title}
                    aside={id}
                    onSelect={go(`/runbooks/${id}`)}
                  />
                ))}
              </Command.Group>
            )}
            {hosts.length === 0 ? null : (
              <Command.Group heading="Hosts" className={styles.group}>
                {hosts.map(({ id, name, address }) => (
                  <Item
                    key={id}
                    value={`host ${name} ${address}`}
                    icon={<Server {...ICON} />}
                    say={name}
                    aside={address}
                    onSelect={go(`/hosts/${id}`)}
                  />
                ))}
              </Command.Group>
            )}
            <Within pages={pages} go={go} />
          </Found>
        )}
        <p className={styles.foot}>
          {wrong === null ? (
            <>
              <span>
                <Key>↑</Key> <Key>↓</Key> choose
              </span>
              <span>
                <Key>↵</Key> open
              </span>
              <span>
                <Key>Esc</Key> close
              </span>
            </>
          ) : (
            <span role="alert">{wrong}</span>
          )}
        </p>
      </Command>
      <Dialog.Close className={styles.close}>Close</Dialog.Close>
    </Modal>
  );
}

/** Behind everything else, as they are a dozen; what is typed brings them to the front. */
function Within({ pages, go }: { readonly pages: readonly string[]; readonly go: (href: string) => () => void }): React.JSX.Element {
  return (
    <Command.Group heading="More pages" className={styles.group}>
      {PAGES_WITHIN.filter(({ href }) => pages.includes(href)).map(({ href, say, of }) => (
        <Item key={href} value={`page ${say} ${of}`} icon={<File {...ICON} />} say={say} aside={of} onSelect={go(href)} />
      ))}
    </Command.Group>
  );
}

/** A list without anything in it is none to a screen reader: what is said instead stands beside it. */
function Found({ none, children }: { readonly none: React.ReactNode; readonly children: React.ReactNode }): React.JSX.Element {
  const empty = useCommandState(({ filtered }) => filtered.count === 0);
  return (
    <>
      <div role="status">{empty ? none : null}</div>
      <Command.List className={styles.list} label="Suggestions" hidden={empty}>
        {children}
      </Command.List>
    </>
  );
}

interface ItemProps {
  readonly value: string;
  readonly icon: React.ReactNode;
  readonly say: string;
  readonly aside?: string;
  readonly keys?: readonly string[];
  readonly stop?: boolean;
  readonly onSelect: () => void;
}

function Item({ value, icon, say, aside, keys = [], stop = false, onSelect }: ItemProps): React.JSX.Element {
  return (
    <Command.Item value={value} onSelect={onSelect} className={styles.item} data-stop={stop || undefined}>
      {icon}
      <span>{say}</span>
      {aside === undefined ? null : <code>{aside}</code>}
      {keys.length === 0 ? null : (
        <span className={styles.keys}>
          {keys.map((key) => (
            <Key key={key}>{key}</Key>
          ))}
        </span>
      )}
    </Command.Item>
  );
}
