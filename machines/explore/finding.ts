/** Something wrong with a runbook. `say` states it and what to do about it. */
export interface Finding {
  readonly rule: string;
  readonly say: string;
}

export const finding = (rule: string, say: string): Finding => ({ rule, say });
