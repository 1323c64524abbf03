/** How a question about hosts travels to a worker and the answers back: names of the NOTIFY channels. */
export const ASK_CHANNEL = "culprit_preflight";
export const ANSWER_CHANNEL = "culprit_preflight_answer";

/** The same for which hosts an ssh config names. */
export const CONFIG_ASK_CHANNEL = "culprit_ssh_config";
export const CONFIG_ANSWER_CHANNEL = "culprit_ssh_config_answer";
