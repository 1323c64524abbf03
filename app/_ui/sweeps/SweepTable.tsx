import Link from "next/link";
import type { SweepLine } from "#server/read/sweeps.ts";
import { When } from "../atoms/Time.tsx";
import lists from "../lists/lists.module.css";
import { SWEEP_SAYS } from "./words.tsx";

type Line = Omit<SweepLine, "createdAt"> & { readonly createdAt: string };

/** Newest first: what was looked for, on how many hosts, and on how many it shows. */
export function SweepTable({ sweeps }: { readonly sweeps: readonly Line[] }): React.JSX.Element {
  return (
    <div className={lists.wrap}>
      <table className={lists.table}>
        <thead>
          <tr>
            <th>looked for</th>
            <th>incident type</th>
            <th className="number">shows on</th>
            <th className="number">read</th>
            <th>state</th>
            <th>by</th>
            <th className="number">started</th>
          </tr>
        </thead>
        <tbody>
          {sweeps.map((sweep) => (
            <tr key={sweep.id}>
              <td className={lists.claim}>
                <Link href={`/sweeps/${sweep.id}`} prefetch={false} className={lists.title}>
                  {sweep.claim}
                </Link>{" "}
                <span className="dim">
                  SW-{sweep.number}
                  <span className={lists.narrow}>, {SWEEP_SAYS[sweep.status].toLowerCase()}</span>
                </span>
              </td>
              <td className={lists.optional}>{sweep.title}</td>
              <td className="number">
                <span className={lists.narrow}>shows on </span>
                {sweep.matches} of {sweep.hosts}
              </td>
              <td className={`number ${lists.optional}`}>{sweep.read}</td>
              <td className={lists.optional}>{SWEEP_SAYS[sweep.status]}</td>
              <td className={lists.optional}>{sweep.startedByName}</td>
              <td className="number">
                <When at={sweep.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
