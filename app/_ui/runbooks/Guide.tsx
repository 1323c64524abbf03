import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import styles from "./runbook.module.css";

/** The author's words. Rendered where the page is made: nothing of it is loaded by the browser. */
export function Guide({ text }: { readonly text: string }): React.JSX.Element {
  // The page has the title already; the guide's own headings stand below those of the page.
  const body = text.replace(/^# .*\n+/, "");
  return (
    <div className={styles.guide}>
      <Markdown remarkPlugins={[remarkGfm]} components={{ h1: "h3", h2: "h3", h3: "h4" }}>
        {body}
      </Markdown>
    </div>
  );
}
