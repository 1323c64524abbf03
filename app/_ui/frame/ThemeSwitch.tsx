"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./frame.module.css";
import { themeOf, type Theme } from "./preferences.ts";

const CHOICES = [
  { theme: "system", icon: Monitor, say: "As the system" },
  { theme: "light", icon: Sun, say: "Light" },
  { theme: "dark", icon: Moon, say: "Dark" },
] as const;
const YEAR_SECONDS = 31_536_000;

/** Kept in a cookie, so that the server already paints the right one. */
export function ThemeSwitch(): React.JSX.Element {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(themeOf(document.documentElement.dataset["theme"])), []);
  const choose = (next: Theme): void => {
    setTheme(next);
    document.cookie = `culprit-theme=${next}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
    if (next === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
  };
  const after = (index: number): Theme => CHOICES[(index + 1) % CHOICES.length]?.theme ?? "system";
  return (
    <div className={styles.theme} role="radiogroup" aria-label="Theme">
      {CHOICES.map(({ theme: one, icon: Icon, say }, index) => (
        <button
          key={one} type="button" role="radio" aria-checked={theme === one} aria-label={say} title={say}
          onClick={() => choose(theme === one ? after(index) : one)}
        >
          <Icon size={16} strokeWidth={STROKE} aria-hidden />
        </button>
      ))}
    </div>
  );
}
