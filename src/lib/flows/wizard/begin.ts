import { countOf } from '../../domain/core/count.ts'
import { ALL, NONE, TEMPLATE } from '../../domain/wizard/columns.ts'
import type { TargetFact } from '../../domain/wizard/facts.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import type { Progress } from '../../domain/wizard/progress.ts'
import { NEW } from '../../domain/wizard/storage.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { fitProgress, forgetProgress, loadProgress } from './store.ts'

/** What the command line says about saved answers. */
export type Mode = 'resume' | 'restart' | undefined

/** Account and region of this run, shown before the first question. */
export const seeTarget = async (ports: Ports): Promise<TargetFact> => {
  const { io } = ports
  const { name, region } = await ports.target()
  const { account } = await ports.identity.whoAmI()
  const where = name === 'sandbox' ? 'the sandbox (nothing touches AWS)' : 'AWS'
  io.note(io.style.bold(`Training in ${where}`))
  io.note(io.style.dim(`account ${account}, ${region}`))
  return { name, account, region }
}

/**
 * Where to begin: with saved answers, or anew. Flags win over saved answers.
 * @throws UsageError MLC-WIZ-006 when --resume finds nothing.
 */
export const begin = async (
  ports: Ports,
  start: { readonly mode: Mode; readonly target: TargetFact; readonly given: Answers },
): Promise<Progress> => {
  const { mode, target, given } = start
  const fresh: Progress = { v: 1, target, answers: given }
  const saved = mode === 'restart' ? undefined : await loadProgress(ports)
  if (saved === undefined) {
    if (mode === 'resume') throw nothingSaved()
    return fresh
  }
  const goOn = mode === 'resume' || (await wantsToGoOn(ports, saved))
  if (!goOn) {
    await forgetProgress(ports)
    return fresh
  }
  const fitted = await fitProgress(ports, saved, target)
  // Once the job runs, its answers are history: flags cannot change it.
  return fitted.job === undefined ? { ...fitted, answers: { ...fitted.answers, ...given } } : fitted
}

const wantsToGoOn = async ({ io }: Ports, saved: Progress): Promise<boolean> => {
  // A script says what it wants by flags; answers of somebody else's session are not among them.
  if (!io.interactive) return false
  const count = Object.keys(saved.answers).length
  io.note('')
  io.note(
    saved.job === undefined
      ? `${countOf(count, 'answer')} from an earlier start:`
      : `The training ${saved.job} was started from here:`,
  )
  for (const [id, answer] of Object.entries(saved.answers)) {
    io.note(io.style.dim(`  ${words(id)}: ${SPECIAL[answer] ?? answer}`))
  }
  return io.ask({
    kind: 'choice',
    flag: '--resume',
    message: 'Go on with it?',
    choices: [
      { value: true, label: 'Go on' },
      {
        value: false,
        label: 'Start anew',
        description:
          saved.job === undefined ? 'Forgets the answers' : 'The training goes on by itself',
      },
    ],
    initial: true,
  })
}

/** The question an id stands for, near enough: it is worded anew when it is asked. */
const words = (id: string): string => id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const SPECIAL: Readonly<Record<string, string>> = {
  '': 'none',
  [NEW]: 'a new one',
  [ALL]: 'all other columns',
  [TEMPLATE]: 'an own text',
  [NONE]: 'none',
}

const nothingSaved = () =>
  new UsageError('MLC-WIZ-006', 'There is nothing to resume here.', {
    why: 'Answers are kept beside the journal of the project; none are there.',
    hint: 'Start: mlctl finetune wizard',
  })
