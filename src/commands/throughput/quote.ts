import { countOf } from '../../lib/domain/core/count.ts'
import { moneyText } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
import type { Offer, QuoteResult } from '../../lib/flows/throughput/quote.ts'
import { defineCommand, type View } from '../define.ts'
import { modelFlags, unitsFlag } from './model-flags.ts'

export const throughputQuote = defineCommand({
  path: ['throughput', 'quote'],
  summary: 'What model units cost under each commitment, and what the alternative costs',
  about:
    'Prices come from the catalogue with their day and source; an unknown one is said to be unknown. A price list of your own overrides them (setting `catalogue`).',
  flags: { ...modelFlags, ...unitsFlag },
  changes: 'nothing',
  items: 'offers',
  iamActions: [
    'bedrock:GetCustomModel',
    'bedrock:GetFoundationModel',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListCustomModels',
    'bedrock:ListProvisionedModelThroughputs',
    'servicequotas:GetServiceQuota',
    'servicequotas:ListServiceQuotas',
  ],
  examples: [
    { run: 'mlctl throughput quote --model fraud-v2 --units 2', why: 'for a custom model' },
    { run: 'mlctl throughput quote --model nova-micro --json', why: 'before there is one' },
  ],
  async run(ports, { flags }) {
    const { quote } = await import('../../lib/flows/throughput/quote.ts')
    return quote(ports, flags)
  },
  render: (result, view) =>
    [
      `${countOf(result.units, 'model unit')} for ${result.customModel === undefined ? '' : `${result.customModel}, base `}${result.baseModel}`,
      ...(result.notSold === undefined ? [] : [view.style.bad(result.notSold)]),
      '',
      table(columns, result.offers, view),
      '',
      ...quotaText(result, view),
      `On demand: ${onDemandText(result)}`,
    ].join('\n'),
})

const shown = (part: 'unitHour' | 'perHour' | 'perMonth' | 'perTerm') => (offer: Offer) => {
  const amount = offer[part]
  if (amount !== undefined) return moneyText(amount)
  return part === 'perTerm' && offer.term === 'none' ? '-' : 'unknown'
}

const columns = [
  { title: 'commitment', of: (offer: Offer) => offer.label },
  { title: 'unit-hour', of: shown('unitHour'), align: 'right' },
  { title: 'hour', of: shown('perHour'), align: 'right' },
  { title: 'month', of: shown('perMonth'), align: 'right' },
  { title: 'term', of: shown('perTerm'), align: 'right' },
  { title: 'price of', of: (offer: Offer) => offer.asOf ?? '-' },
] as const

const quotaText = ({ quotas }: QuoteResult, { style }: View): readonly string[] =>
  quotas.map(({ quotaCode, quotaName, value, used, needed, verdict }) => {
    const text = `Quota ${quotaCode} (${quotaName}): ${value ?? 'unknown'}, in use ${used}, needed ${needed}`
    return verdict === 'too-small' ? `${style.bad('too small')} ${text}` : text
  })

const onDemandText = ({ onDemand }: QuoteResult): string => {
  if (onDemand.objections.length > 0) return `not possible: ${onDemand.objections.join(' ')}`
  const { inputPer1kTokens: input, outputPer1kTokens: output } = onDemand
  const price = (amount: typeof input) => (amount === undefined ? 'unknown' : moneyText(amount))
  return `$0.00 while idle; per 1,000 tokens: input ${price(input)}, output ${price(output)}. mlctl deployment create`
}
