import type { Hide } from "../contract/index.ts";

/** "Behind it nothing was seen: no attempt reached the service, ... Look again once this is mended." */
export const sayHide = ({ means }: Pick<Hide, "means">): string => `Behind it nothing was seen: ${means}. Look again once this is mended.`;
