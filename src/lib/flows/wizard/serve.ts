import type { Money } from '../../domain/core/money.ts'
import type { Ports } from '../../ports/all.ts'
import type { Choice } from '../../ports/io.ts'
import type { ApplyOptions } from '../apply.ts'
import { createDeployment } from '../deployment/create.ts'
import { buy } from '../throughput/buy.ts'
import { type QuoteResult, quote } from '../throughput/quote.ts'

/** How a finished model is used. */
export type Use = 'on-demand' | 'provisioned' | 'nothing'

export type ServeRequest = {
  readonly modelName: string
  /** Given by flag; undefined: asked on a terminal, nothing elsewhere. */
  readonly use: Use | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

/** What answers now, and the commands that end it. */
export type Served = { readonly name: string; readonly use: Use; readonly teardown: string }

/**
 * Puts the model to use, after showing what each way costs and whether the quota allows it. Undefined
 * when nothing is to serve it, or only the plan was wanted.
 */
export const serve = async (ports: Ports, request: ServeRequest): Promise<Served | undefined> => {
  const offer = await quote(ports, { model: request.modelName, job: undefined, units: 1 })
  showOffer(ports, offer)
  const use = request.use ?? (await askUse(ports, offer))
  if (use === 'nothing') return undefined
  return use === 'on-demand' ? deploy(ports, request) : provision(ports, request)
}

const showOffer = ({ io }: Ports, offer: QuoteResult): void => {
  io.note('')
  io.note(io.style.bold('Two ways to use the model'))
  io.note(`  On demand: ${onDemandText(offer)}`)
  io.note(`  Provisioned: ${provisionedText(offer)}`)
  for (const quota of offer.quotas.filter(({ verdict }) => verdict !== 'enough')) {
    const value = quota.value === undefined ? 'could not be read' : `is ${quota.value}`
    io.note(io.style.caution(`    Quota ${quota.quotaCode} (${quota.quotaName}) ${value}.`))
  }
  io.note(io.style.dim(`  Prices as of ${offer.catalogueAsOf}.`))
}

const onDemandText = ({ onDemand }: QuoteResult): string => {
  const [objection] = onDemand.objections
  if (objection !== undefined) return objection
  const { inputPer1kTokens: input, outputPer1kTokens: output } = onDemand
  const tokens =
    input === undefined || output === undefined
      ? 'price of a token unknown'
      : `${amount(input)} in, ${amount(output)} out for 1,000 tokens`
  return `nothing while nobody asks; ${tokens}`
}

const provisionedText = ({ notSold, offers }: QuoteResult): string => {
  if (notSold !== undefined) return notSold
  const free = offers.find(({ term }) => term === 'none')
  return free?.perHour === undefined || free.perMonth === undefined
    ? 'paid by the hour; price unknown'
    : `${amount(free.perHour)} an hour, ${amount(free.perMonth)} a month, until released`
}

const amount = (money: Money): string => `$${money.amount}`

const askUse = async ({ io }: Ports, offer: QuoteResult): Promise<Use> => {
  if (!io.interactive) return 'nothing'
  const small = offer.quotas.find(({ verdict }) => verdict === 'too-small')
  const [objection] = offer.onDemand.objections
  const noUnits = small === undefined ? offer.notSold : `quota ${small.quotaCode} is ${small.value}`
  return io.ask<Use>({
    kind: 'choice',
    flag: '--use',
    message: 'How will the model be used?',
    choices: [
      choiceOf('on-demand', 'On demand', objection),
      choiceOf('provisioned', 'Provisioned Throughput', noUnits),
      { value: 'nothing', label: 'Not now', description: 'The model is kept' },
    ],
    initial: objection === undefined ? 'on-demand' : 'nothing',
  })
}

const choiceOf = (value: Use, label: string, disabled: string | undefined): Choice<Use> => ({
  value,
  label,
  ...(disabled === undefined ? {} : { disabled }),
})

const deploy = async (ports: Ports, request: ServeRequest): Promise<Served | undefined> => {
  const { modelName: model, tags, timeoutMs, apply } = request
  const done = await createDeployment(ports, {
    ...{ model, job: undefined, tags, timeoutMs, apply },
    ...{ name: undefined, description: undefined, wait: true },
  })
  const name = done.deployment?.modelDeploymentName
  if (name === undefined) return undefined
  return { name, use: 'on-demand', teardown: `mlctl deployment delete ${name}` }
}

const provision = async (ports: Ports, request: ServeRequest): Promise<Served | undefined> => {
  const { modelName: model, tags, timeoutMs, apply } = request
  const done = await buy(ports, {
    ...{ model, job: undefined, tags, timeoutMs, apply },
    ...{ name: undefined, units: 1, term: 'none', wait: true },
  })
  const name = done.throughput?.provisionedModelName
  if (name === undefined) return undefined
  return { name, use: 'provisioned', teardown: `mlctl throughput release ${name}` }
}
