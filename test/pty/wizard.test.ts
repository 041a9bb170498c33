import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fraudTable } from '../support/fraud-table.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { KEY, openTerminal, type Terminal, type TerminalOptions } from '../support/terminal.ts'

const { enter, ctrlC } = KEY
const LONG = 120_000

/** A folder with a table in it, and wizards opened there one after the other. */
const place = () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'work'))
  fraudTable(join(folder, 'work'))
  return {
    work: join(folder, 'work'),
    wizard: (flags: readonly string[] = [], options: Partial<TerminalOptions> = {}) =>
      openTerminal(['finetune', 'wizard', ...flags], { folder, ...options }),
  }
}

/** Every question with the keys that answer it, in order. */
const QUESTIONS: readonly (readonly [question: string, keys: string])[] = [
  ['Which data?', `fraud.csv${enter}`],
  ['Which column holds the right answer?', enter],
  ['What is the model asked?', enter],
  ['Words for 0, 1', `0=legitimate,1=fraud${enter}`],
  ['Instruction before every prompt', enter],
  ['How is the result checked?', enter],
  ['Percent kept back', enter],
  ['Which bucket', enter],
  ['Name of the new bucket', enter],
  ['Which role', enter],
  ['Name of the new role', enter],
  ['own KMS key', enter],
  ['Training settings?', enter],
  ['Name of this training', enter],
]

const chooseModel = async (terminal: Terminal): Promise<void> => {
  await terminal.sees('Which base model?')
  terminal.press('micro')
  // Enter counts once the list has been filtered.
  await terminal.sees(/Nova Micro\s+\$/)
  terminal.press(enter)
}

/** Answers all questions, or those before `until`, which is then on the screen. */
const answerAll = async (terminal: Terminal, until?: string): Promise<void> => {
  await chooseModel(terminal)
  for (const [question, keys] of QUESTIONS) {
    await terminal.sees(question)
    if (question === until) return
    terminal.press(keys)
  }
}

const goOn = async (terminal: Terminal): Promise<void> => {
  await terminal.sees('All right?')
  terminal.press(enter)
  await terminal.sees('Apply this plan?')
}

describe('the wizard at a terminal', () => {
  it(
    'leads from a table to the first answer of the model and the command that repeats it',
    async () => {
      const terminal = place().wizard()
      await terminal.sees('the sandbox (nothing touches AWS)')
      await answerAll(terminal)
      await goOn(terminal)
      terminal.press(`y${enter}`)
      await terminal.sees('Training loss')
      await terminal.sees('How will the model be used?')
      terminal.press(enter)
      await terminal.sees('First question to the model')
      terminal.press(enter)
      await terminal.sees(/Answer: (fraud|legitimate)/)
      await terminal.sees('Ask the model')
      terminal.press(enter)
      await terminal.sees('Write a CI job')
      terminal.press(enter)
      await terminal.sees('Repeat it all: mlctl finetune run -f finetune.yaml')
      expect(await terminal.exit).toBe(0)
    },
    LONG,
  )

  it(
    'comes back to the very question that Ctrl-C left',
    async () => {
      const { wizard } = place()
      const first = wizard()
      await answerAll(first, 'How is the result checked?')
      first.press(ctrlC)
      await first.sees('Cancelled; nothing was changed. Continue: mlctl finetune wizard --resume')
      expect(await first.exit).toBe(130)

      const second = wizard(['--resume'])
      await second.sees('How is the result checked?')
      expect(second.screen()).not.toContain('Which base model?')
      second.press(ctrlC)
      expect(await second.exit).toBe(130)
    },
    LONG,
  )

  it(
    'keeps every answer given before a kill -9, and offers to go on',
    async () => {
      const { wizard } = place()
      const first = wizard()
      await answerAll(first, 'Which role')
      first.kill()
      await first.exit

      const second = wizard()
      await second.sees('10 answers from an earlier start')
      await second.sees('Go on with it?')
      second.press(enter)
      await second.sees('Which role')
      expect(second.screen()).not.toContain('Which bucket')
      second.press(ctrlC)
      expect(await second.exit).toBe(130)
    },
    LONG,
  )

  it(
    'says that a data file changed while it was away, and checks it again',
    async () => {
      const { wizard, work } = place()
      const first = wizard()
      await answerAll(first, 'Which bucket')
      first.press(ctrlC)
      await first.exit
      writeFileSync(join(work, 'fraud.csv'), 'amount,class\n1,2\n')

      const second = wizard(['--resume'])
      await second.sees('fraud.csv has changed since')
      await second.sees('There is no column "label"')
      second.press(ctrlC)
      await second.exit
    },
    LONG,
  )

  it(
    'changes nothing when the plan is not agreed to',
    async () => {
      const { wizard } = place()
      const terminal = wizard()
      await answerAll(terminal)
      await goOn(terminal)
      terminal.press(enter)
      await terminal.sees('Declined; nothing was changed.')
      expect(await terminal.exit).toBe(9)
      expect(terminal.screen()).not.toContain(
        'create bucket s3://mlctl-000000000000-us-east-1 in us-east-1\r\n✓',
      )

      const again = wizard(['--resume'])
      await again.sees('All right?')
      again.press(ctrlC)
      await again.exit
    },
    LONG,
  )

  it(
    'leaves a running job alone on Ctrl-C, and takes up at the watch',
    async () => {
      const { wizard } = place()
      // An hour in half a minute: the job is still running when the key is pressed.
      const env = { MLCTL_SANDBOX_CLOCK: 'x150' }
      const first = wizard([], { env })
      await answerAll(first)
      await goOn(first)
      first.press(`y${enter}`)
      await first.sees(/(validation|processing|training)\s+InProgress/)
      first.press(ctrlC)
      await first.sees(/Stopped waiting; customization job fraud-\w+ goes on/)
      await first.sees('Continue: mlctl finetune wizard --resume')
      expect(await first.exit).toBe(130)

      const second = wizard(['--resume', '--poll-interval', '200ms'], { env })
      await second.sees('Training loss', 90_000)
      await second.sees('How will the model be used?')
      expect(second.screen()).not.toContain('Apply this plan?')
      second.press(ctrlC)
      await second.sees(/Left; the job fraud-\w+ stays as it is/)
      expect(await second.exit).toBe(130)
    },
    LONG,
  )

  it(
    'fits a window of 40 columns',
    async () => {
      const terminal = place().wizard([], { columns: 40 })
      await answerAll(terminal)
      await terminal.sees('Base model:')
      await terminal.sees('  Nova Micro')
      await terminal.sees('All right?')
      terminal.press(ctrlC)
      expect(await terminal.exit).toBe(130)
    },
    LONG,
  )

  it(
    'takes wrong keys and wrong answers for nothing',
    async () => {
      const terminal = place().wizard()
      await terminal.sees('Which base model?')
      terminal.press(`zzz`)
      await terminal.sees(/No results/i)
      terminal.press(`${enter}${KEY.escape}${KEY.tab}${KEY.backspace.repeat(5)}`)
      await terminal.sees('Nova Lite')
      terminal.press('micro')
      await terminal.sees(/Nova Micro\s+\$/)
      terminal.press(enter)
      await terminal.sees('Which data?')
      terminal.press(`${KEY.up}${KEY.down}${enter}`)
      await terminal.sees('A file is needed.')
      terminal.press(`nowhere.csv${enter}`)
      await terminal.sees('There is no file nowhere.csv')
      terminal.press(`fraud.csv${enter}`)
      await terminal.sees('Which column holds the right answer?')
      terminal.press(ctrlC)
      expect(await terminal.exit).toBe(130)
    },
    LONG,
  )

  it(
    'asks by number and redraws nothing where MLCTL_ACCESSIBLE is set',
    async () => {
      const terminal = place().wizard([], { env: { MLCTL_ACCESSIBLE: '1' } })
      await terminal.sees('Which base model?')
      await terminal.sees('1) Nova Micro')
      terminal.press(`1${enter}`)
      await terminal.sees('Which data?')
      terminal.press(ctrlC)
      expect(await terminal.exit).toBe(130)
    },
    LONG,
  )
})
