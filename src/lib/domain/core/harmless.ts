/**
 * The colours of mlctl's own style (bold, dim, red, green, yellow, cyan, and their ends). Texts of
 * others could hide or move nothing with them; every other sequence could.
 */
const OWN_STYLE = String.raw`\u001b\[(?:1|2|22|31|32|33|36|39)m`

/**
 * Control characters but tab and line end, those of C1 (U+009B starts a sequence on some terminals),
 * and the marks that turn the direction of text, with which a name can be made to look like another.
 */
const HARMFUL = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2066-\u2069]`

const ANY = new RegExp(HARMFUL)
const EACH = new RegExp(`(${OWN_STYLE}|\\r\\n)|${HARMFUL}`, 'g')

/**
 * A text as it may be written to a terminal: data and messages of services cannot move the cursor, set
 * the clipboard or rename the window. What is taken out is shown as `\u001b`, which inside a JSON
 * document is the same character: JSON stays what it was.
 */
export const harmless = (text: string): string =>
  ANY.test(text) ? text.replace(EACH, (found, own?: string) => own ?? visible(found)) : text

const visible = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
