import Link from "next/link";
import { Key } from "../atoms/Chip.tsx";
import styles from "./start.module.css";

/** What stands where runs will stand: the three ways to a first one, in the order in which most people take them. */
export function FirstVisit({ hosts }: { readonly hosts: number }): React.JSX.Element {
  return (
    <ol className={styles.first} aria-label="Where to begin">
      <li>
        <b>See one through.</b> A <Link href="/practice">practice incident</Link> goes from symptom to verdict over real SSH, and needs no
        host of yours.
      </li>
      <li>
        <b>Name your hosts.</b> {hosts === 0 ? "" : "Some are there already. "}
        <Link href="/hosts?add=host">Add one</Link>, or <Link href="/hosts?add=import">import your OpenSSH configuration</Link>. An address
        can also be typed when it is needed.
      </li>
      <li>
        <b>See it think.</b> Every <Link href="/runbooks">runbook</Link> shows what each cause would make visible, and has a simulator: you
        say what the tests show, and causes are ruled out.
      </li>
      <li className="dim">
        <Key>Ctrl K</Key> finds everything by name, <Key>?</Key> shows the keys.
      </li>
    </ol>
  );
}
