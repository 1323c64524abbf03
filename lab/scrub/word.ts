/** The text, where it is a word of its own. */
export const word = (text: string): RegExp => new RegExp(`(?<![\\w.-])${escaped(text)}(?![\\w-]|\\.\\w)`, "g");

export const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
