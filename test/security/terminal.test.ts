import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mlctl } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Renames the window, sets the clipboard, clears the screen; in 7 and in 8 bits. */
const EVIL = '\u001b]0;owned\u0007\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b2J'

it.each([
  ['a name in an error', (name: string) => ['dataset', 'validate', `no-such-${name}.jsonl`]],
  ['a name in a JSON error', (name: string) => ['dataset', 'validate', `no-${name}`, '--json']],
  ['data in a finding', () => ['dataset', 'validate', 'evil.jsonl', '--color', 'never']],
  ['a setting of a project', () => ['status', '--sandbox']],
])(
  '%s does not steer the terminal',
  async (what, line) => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'evil.jsonl'), `{"prompt": "${EVIL}", "completion": 1, "${EVIL}": 2}\n`)
    if (what.includes('project')) writeFileSync(join(cwd, 'mlctl.yaml'), `"x\\e[2J\\x9b": 1\n`)
    const { out, err, status } = await mlctl(line(EVIL), { cwd })
    expect(status).not.toBe(0)
    const sent = [...`${out}${err}`].filter((sign) => '\u001b\u0007\u009b'.includes(sign))
    expect(sent).toEqual([])
  },
  60_000,
)
