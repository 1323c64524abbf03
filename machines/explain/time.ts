/** "2026-11-21 18:05 UTC": a moment in a sentence that is printed, exported and kept, so its zone is said. Pages show it in the reader's. */
export const utcWords = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;

/** "2026-11-21 18:05:11 UTC" */
export const utcSecondsWords = (at: string): string => `${at.slice(0, 19).replace("T", " ")} UTC`;
