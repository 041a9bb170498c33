import { formatDuration } from '../../domain/core/duration.ts'
import { displayWidth } from '../../domain/core/width.ts'
import { trainingTime } from '../../domain/cost/training-time.ts'
import type { Ports } from '../../ports/all.ts'
import type { Answered } from './questioning.ts'

export type Verdict =
  | { readonly do: 'go' | 'leave' }
  | { readonly do: 'change'; readonly id: string }

/** Shows all answers; the user goes on, changes one, or leaves. */
export const review = async (ports: Pick<Ports, 'io'>, answered: Answered): Promise<Verdict> => {
  const { io } = ports
  io.note('')
  for (const line of answerLines(answered, io.columns)) io.note(line)
  io.note(io.style.dim(timeText(answered.answers.baseModel ?? '')))
  io.note('')
  const choice = await io.ask({
    kind: 'choice',
    flag: '--yes',
    message: 'All right?',
    choices: [
      { value: 'go', label: 'Go on', description: 'The plan and its cost are shown first' },
      ...answered.steps.map(({ id, title }) => ({
        value: `change ${id}`,
        label: `Change: ${title}`,
      })),
      { value: 'leave', label: 'Leave', description: 'The answers are kept' },
    ],
    initial: 'go',
  })
  if (choice === 'go' || choice === 'leave') return { do: choice }
  return { do: 'change', id: choice.slice('change '.length) }
}

/** What published runs of the model took; nobody can know the queue of today. */
const timeText = (model: string): string => {
  const { lowMinutes, highMinutes } = trainingTime(model)
  const [low, high] = [lowMinutes, highMinutes].map((minutes) => formatDuration(minutes * 60_000))
  return `Time: ${low} to ${high} in published runs; the queue decides.`
}

/** Columns that answers need beside their titles to be read without wrapping, mostly. */
const ROOM = 40

/** Title and answer side by side, or one below the other where the window is narrow. */
export const answerLines = ({ answers, steps }: Answered, columns: number): readonly string[] => {
  const rows = steps.map((step) => {
    const answer = answers[step.id] ?? ''
    return [step.title, step.show?.(answer) ?? answer] as const
  })
  const width = Math.max(...rows.map(([title]) => displayWidth(title)))
  const narrow = width + ROOM > columns
  return rows.flatMap(([title, text]) =>
    narrow
      ? [`${title}:`, `  ${text}`]
      : [`${title}${' '.repeat(width - displayWidth(title))}  ${text}`],
  )
}
