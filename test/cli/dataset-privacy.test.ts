import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const MAIL = 'anna@firma.de'
const record = (user: string) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: [{ text: user }] },
      { role: 'assistant', content: [{ text: 'ok' }] },
    ],
  })
const world = () => {
  const folder = tempFolder()
  writeFileSync(
    join(folder, 'in.jsonl'),
    `${record('hello')}\n${record(`write to ${MAIL} soon`)}\n`,
  )
  writeFileSync(join(folder, 'allow.yaml'), "allow: [{ pattern: '*@firma.de', reason: public }]\n")
  return folder
}
const validate = async (flags: string, folder = world()) =>
  cli(`dataset validate in.jsonl --format converse ${flags}`, { folder })

it('warns of private values, with the place and without the value', async () => {
  const run = await validate('')
  expect(run.exitCode).toBe(0)
  const column = record(`write to ${MAIL}`).indexOf(MAIL) + 1
  expect(run.out).toContain(`in.jsonl:2:${column}: warning: privacy.email: e-mail address`)
  expect(run.out).toContain('an********')
  expect(run.out).not.toContain(MAIL)
})

it.each([
  ['--privacy error', 3, ['privacy.email']],
  ['--privacy warn', 0, ['privacy.email']],
  ['--privacy off', 0, []],
  ['--privacy error --allow allow.yaml', 0, []],
])('%s answers %i', async (flags, exitCode, rules) => {
  const run = await validate(`${flags} --json`)
  const { byRule } = run.json() as { byRule: readonly { rule: string }[] }
  expect([run.exitCode, byRule.map(({ rule }) => rule)]).toEqual([exitCode, rules])
  expect(run.out).not.toContain(MAIL)
})

it('finds nothing private in what was redacted', async () => {
  const folder = world()
  await cli('dataset redact in.jsonl -o clean.jsonl', { folder })
  const line = 'dataset validate clean.jsonl --format converse --privacy error --min-confidence low'
  expect((await cli(line, { folder })).exitCode).toBe(0)
})

it('shows no value in the findings of other rules either', async () => {
  const folder = tempFolder()
  const bad = record(`see ${MAIL}`).replace('"user"', `"User ${MAIL}"`)
  writeFileSync(join(folder, 'in.jsonl'), `${bad}\n`)
  const run = await validate('', folder)
  expect(run.exitCode).toBe(3)
  const [, excerpt = '', mark = ''] = run.out.slice(run.out.indexOf('converse.role')).split('\n')
  expect(excerpt.slice(mark.indexOf('^'))).toMatch(/^"User an\*{8}"/)
  expect(run.out).not.toContain(MAIL)
})

it.each(['github', 'sarif', 'ndjson', 'junit'])(
  'shows no value in a report as %s',
  async (form) => {
    const run = await validate(`--report ${form}`)
    expect(run.out).toContain('privacy.email')
    expect(run.out).not.toContain(MAIL)
  },
)
