/** Faults whose symptom is away while anybody is logged in: the lab's own instruments see it, and no investigation over SSH can. */
export const HIDING: ReadonlySet<string> = new Set(["gone-while-watched"]);
