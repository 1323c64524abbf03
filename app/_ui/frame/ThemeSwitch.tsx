"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./frame.module.css";
import { themeOf, type Theme } from "./preferences.ts";

const CHOICES = [
  { theme: "system", icon: Monitor, say: "As the system" },
  { theme: "light", icon: Sun, say: "Light" },
  { theme: "dark", icon: Moon, say: "Dark" },
] as const;
const YEAR_SECONDS = 31_536_000;

const CHANGED = "culprit-theme-changed";

function subscribe(changed: () => void): () => void {
  addEventListener(CHANGED, changed);
  return () => removeEventListener(CHANGED, changed);
}

const shown = (): Theme => themeOf(document.documentElement.dataset["theme"]);

/** Kept in a cookie, so that the server already paints the right one. */
function apply(theme: Theme): void {
  document.cookie = `culprit-theme=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  dispatchEvent(new Event(CHANGED));
}

export function ThemeSwitch(): React.JSX.Element {
  const theme = useSyncExternalStore(subscribe, shown, (): Theme => "system");
  const after = (index: number): Theme => CHOICES[(index + 1) % CHOICES.length]?.theme ?? "system";
  return (
    <div className={styles.theme} role="radiogroup" aria-label="Theme">
      {CHOICES.map(({ theme: one, icon: Icon, say }, index) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={theme === one}
          aria-label={say}
          title={say}
          onClick={() => apply(theme === one ? after(index) : one)}
        >
          <Icon size={16} strokeWidth={STROKE} aria-hidden />
        </button>
      ))}
    </div>
  );
}
