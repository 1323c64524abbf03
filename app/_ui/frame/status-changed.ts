/** Sent on the window by a page that saw an investigation change its status. */
export const STATUS_CHANGED = "culprit-status-changed";
