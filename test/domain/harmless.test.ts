import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { harmless } from '../../src/lib/domain/core/harmless.ts'
import { styleFor } from '../../src/lib/io/style.ts'

describe('a text for the terminal', () => {
  it.each([
    ['plain text, ünïcode, 漢字 and 🎉', 'plain text, ünïcode, 漢字 and 🎉'],
    ['tab\tand\nline\r\nends', 'tab\tand\nline\r\nends'],
    ['clear \u001b[2J the screen', 'clear \\u001b[2J the screen'],
    ['clipboard \u001b]52;c;ZXZpbA==\u0007', 'clipboard \\u001b]52;c;ZXZpbA==\\u0007'],
    ['a link \u001b]8;;http://x\u001b\\', 'a link \\u001b]8;;http://x\\u001b\\'],
    ['hidden \u001b[8m', 'hidden \\u001b[8m'],
    ['painted \u001b[30;40m', 'painted \\u001b[30;40m'],
    ['eight bits \u009b2J', 'eight bits \\u009b2J'],
    ['over\rwritten', 'over\\u000dwritten'],
    ['back\bspace', 'back\\u0008space'],
    ['turned \u202egpj.exe', 'turned \\u202egpj.exe'],
  ])('%j is shown as %j', (text, shown) => expect(harmless(text)).toBe(shown))

  it("keeps the colours of mlctl's own style", () => {
    const style = styleFor(true, true)
    for (const paint of [
      style.bold,
      style.dim,
      style.good,
      style.bad,
      style.caution,
      style.accent,
    ]) {
      const text = paint('text')
      expect(text).toContain('\u001b[')
      expect(harmless(text)).toBe(text)
    }
  })

  it('holds no control character but those, tabs and line ends, whatever was in it', () => {
    const isControl = (character: string): boolean => {
      const code = character.codePointAt(0) ?? 0
      return code < 0x20 ? !'\t\n'.includes(character) : code >= 0x7f && code <= 0x9f
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that are kept
    const own = /\u001b\[(1|2|22|31|32|33|36|39)m|\r\n/g
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...harmless(text).replace(own, '')].filter(isControl)).toEqual([])
      }),
    )
  })

  it('is the same JSON document as before', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const document = JSON.stringify({ value: JSON.parse(json), text: `\u009b${text}\u202e` })
        expect(JSON.parse(harmless(document))).toEqual(JSON.parse(document))
      }),
    )
  })
})
