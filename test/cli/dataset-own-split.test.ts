import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const COLUMNS =
  'amount currency merchant country card_country hour channel previous_24h minutes_since_last'.split(
    ' ',
  )

it('does not warn of leaks in a split that prepare made itself', async () => {
  const folder = tempFolder()
  const prompt = COLUMNS.map((column) => `${column}={${column}}`).join('; ')
  const made = await cli(
    `dataset prepare ${resolve('demo/fraud.csv')} --model nova-micro --prompt '${prompt}' --completion-column label -o ${folder}/t.jsonl`,
    { folder },
  )
  expect(made.exitCode).toBe(0)
  const checked = await cli(
    `dataset validate ${folder}/t.jsonl --validation ${folder}/t.validation.jsonl --model nova-micro --json`,
    { folder },
  )
  expect(checked.json()).toMatchObject({ verdict: 'valid', warnings: 0, errors: 0 })
})
