import Link from "next/link";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { sectionsFor } from "#app/_ui/settings/sections.ts";
import styles from "#app/_ui/settings/settings.module.css";
import { hasAccounts } from "#server/read/people.ts";

export const metadata = { title: "Settings" };

export default guardedPage("read", (_props, visitor) => (
  <Page title="Settings">
    <ul className={styles.index}>
      {sectionsFor(visitor.rights, hasAccounts()).map(({ id, say, about }) => (
        <li key={id}>
          <Link href={`/settings/${id}`}>
            <b>{say}</b>
            <span>{about}</span>
          </Link>
        </li>
      ))}
    </ul>
  </Page>
));
