import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fraudTable } from '../support/fraud-table.ts'
import { mlctl } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { KEY, openTerminal } from '../support/terminal.ts'

/** A finished model in a sandbox whose quota allows purchases; answers how to run commands there. */
const placeWithModel = async () => {
  const folder = tempFolder()
  const work = join(folder, 'work')
  mkdirSync(work)
  fraudTable(work)
  const env = {
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    MLCTL_TARGET: 'sandbox',
    MLCTL_SANDBOX_CLOCK: 'instant',
  }
  const run = (...args: readonly string[]) => mlctl(args, { cwd: work, env })
  const answers = ['--base-model', 'nova-micro', '--train', 'fraud.csv', '--name', 'fraud']
  const wizard = ['finetune', 'wizard', ...answers, '--completion-column', 'label']
  const made = await run(...wizard, '--yes', '--wait', '--json')
  await run('sandbox', 'quota', 'L-BE77399C', '--value', '5')
  return { folder, run, modelName: String(JSON.parse(made.out).job.customModelName) }
}

it('buys no commitment on a yes, an Enter or a wrong name', async () => {
  const { folder, run, modelName } = await placeWithModel()
  const buy = ['throughput', 'buy', '--model', modelName, '--commitment', 'OneMonth', '--yes']
  const terminal = openTerminal(buy, { folder })
  await terminal.sees(/Type \S+ to go ahead/)
  terminal.press(`y${KEY.enter}`)
  await terminal.sees('Type exactly')
  terminal.press(`${KEY.backspace}${KEY.enter}`)
  await terminal.sees('Declined; nothing was changed.')
  expect(await terminal.exit).toBe(9)
  const { status, out } = await run('throughput', 'list', '--json')
  expect(status).toBe(0)
  expect(out).not.toContain(modelName)
}, 120_000)

it('lets the wizard buy capacity by the hour only when its name is typed', async () => {
  const { folder, run, modelName } = await placeWithModel()
  const wizard = ['finetune', 'wizard', '--restart', '--base-model', 'nova-micro']
  const answers = ['--train', 'fraud.csv', '--completion-column', 'label', '--name', 'fraud']
  const more = [
    '--prompt-column',
    '+all',
    '--label-words',
    '',
    '--system',
    '-',
    '--validation-split',
    '0.1',
  ]
  const place = ['--bucket', 'mlctl-000000000000-us-east-1', '--use', 'provisioned']
  const terminal = openTerminal([...wizard, ...answers, ...more, ...place], { folder })
  await terminal.sees('Which role')
  terminal.press(KEY.enter)
  await terminal.sees('own KMS key')
  terminal.press(KEY.enter)
  await terminal.sees('Training settings?')
  terminal.press(KEY.enter)
  await terminal.sees('All right?')
  terminal.press(KEY.enter)
  await terminal.sees(/Type \S+ to go ahead/)
  terminal.press(KEY.enter)
  await terminal.sees('Declined; nothing was changed.')
  expect(await terminal.exit).toBe(9)
  const { status, out } = await run('throughput', 'list', '--json')
  expect(status).toBe(0)
  expect(out).not.toContain(modelName)
}, 120_000)
