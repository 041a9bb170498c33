import { parseSteps } from '../../domain/rollout/steps.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

const ORDINARY = '10:10m,50:20m,100'
const CAREFUL = '1:15m,5:15m,25:20m,50:30m,100:30m'

/** Steps chosen on a terminal: two ordinary ramps, or one's own. */
export const askSteps = async ({ io }: Pick<Ports, 'io'>): Promise<string> => {
  const chosen = await io.ask<string | undefined>({
    kind: 'choice',
    flag: '--steps',
    message: 'How fast?',
    choices: [
      { value: ORDINARY, label: 'ordinary', description: '10 %, 50 %, 100 % in half an hour' },
      { value: CAREFUL, label: 'careful', description: '1, 5, 25, 50, 100 % in two hours' },
      { value: undefined, label: 'my own steps' },
    ],
  })
  if (chosen !== undefined) return chosen
  return io.ask({
    kind: 'text',
    flag: '--steps',
    message: 'Steps',
    initial: ORDINARY,
    help: 'percent:bake time:least requests, with commas between; the latter two may be left out',
    check: problemOf,
    read: (text) => text,
  })
}

const problemOf = (text: string): string | undefined => {
  try {
    parseSteps(text, { bakeMs: 0, minRequests: 0 })
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.why ?? ''}`
    throw error
  }
}
