import { shellWord } from '../domain/core/command-line.ts'
import { demandsOf } from '../domain/core/consent.ts'
import { countOf } from '../domain/core/count.ts'
import { dollars } from '../domain/core/money.ts'
import { type Cost, type Plan, totalCost } from '../domain/core/plan.ts'
import type { Io } from '../ports/io.ts'

/** Shows where the calls go, each step with its cost and its way back, and the total. */
export const showPlan = (io: Io, plan: Plan): void => {
  const { style } = io
  const where = plan.endpoint === undefined ? '' : ` · endpoint ${plan.endpoint} (not AWS)`
  io.note('')
  io.note(style.bold(`Plan: ${countOf(plan.steps.length, 'step')}`))
  io.note(style.dim(`  ${plan.target} · account ${plan.account} · ${plan.region}${where}`))
  for (const [index, step] of plan.steps.entries()) {
    const cost = costText(step.cost)
    io.note(`  ${index + 1}. ${step.summary}${cost === '' ? '' : ` · ${style.caution(cost)}`}`)
    io.note(
      style.dim(
        `     ${step.operation} · ${step.undo === false ? 'cannot be undone' : `undo: ${step.undo}`}`,
      ),
    )
  }
  const total = totalCost(plan.steps)
  const parts = costText({
    once: total.once,
    perHour: total.perHour,
    ...(total.perHour > 0 || total.perMonth > 0 ? { perMonth: total.perMonth } : {}),
    ...(total.unknown.length > 0 ? { unknown: total.unknown.join('; ') } : {}),
  })
  io.note(`  ${style.bold('Cost:')} ${parts === '' ? 'none' : parts}`)
  io.note('')
}

/** What a script types to do the same again, and what its role must be allowed. */
export const sayHowToRepeat = (io: Io, plan: Plan): void => {
  const demands = demandsOf(plan.steps, { yes: false })
  const flags = demands.map((demand) => (demand.kind === 'yes' ? '--yes' : demand.flag))
  const [, ...words] = plan.command.split(' ')
  // `mlctl rollout --weight 10` has a path of one word.
  const path = words.slice(0, words[1]?.startsWith('-') === false ? 2 : 1).join(' ')
  // What follows two dashes is the user's own command: flags of mlctl stand before them.
  const [line = '', ...own] = plan.command.split(' -- ')
  const again = [[line, ...new Set(flags)].join(' '), ...own].join(' -- ')
  io.note(io.style.dim(`Again, or in CI: ${again}`))
  io.note(io.style.dim(`Its permissions: mlctl iam policy --for ${shellWord(path)}`))
}

/** `$1.20 once, $60.50 an hour, $44,165.00 a month`; empty when free. */
export const costText = (cost: Cost): string =>
  [
    cost.once ? `${dollars(cost.once)} once` : '',
    cost.perHour ? `${dollars(cost.perHour)} an hour` : '',
    cost.perMonth ? `${dollars(cost.perMonth)} a month` : '',
    cost.unknown === undefined ? '' : `price unknown: ${cost.unknown}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
