import { eastAsianWidth } from 'get-east-asian-width'

/** Marks, joiners and variation selectors stand on the character before them. */
const ZERO_WIDTH = /^[\p{M}\p{Cf}]$/u

/** Columns that a text without control sequences takes in a terminal; wide characters take two. */
export const displayWidth = (text: string): number => {
  // Nearly all text is plain, and tables measure each cell several times.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const char of text) {
    if (!ZERO_WIDTH.test(char)) width += eastAsianWidth(char.codePointAt(0) ?? 0)
  }
  return width
}
