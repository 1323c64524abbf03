/** How a question about hosts travels to a worker and the answers back: names of the NOTIFY channels. */
export const ASK_CHANNEL = "culprit_preflight";
export const ANSWER_CHANNEL = "culprit_preflight_answer";
