/**
 * XML has no way to write a control character, or half of a character that takes two: one name of a host with such a thing in it, or one that was shortened in the
 * middle of it, and no program reads the drawing.
 */
export const inXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\ufffe\uffff]/g, "\ufffd");
