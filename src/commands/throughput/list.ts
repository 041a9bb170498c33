import { moneyText } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
import type { ThroughputList } from '../../lib/flows/throughput/list.ts'
import type { ThroughputDocument } from '../../lib/flows/throughput/view.ts'
import { defineCommand } from '../define.ts'
import { dayOf } from './card.ts'

export const throughputList = defineCommand({
  path: ['throughput', 'list'],
  summary: 'Purchases of throughput, with what each has cost so far',
  about:
    'The cost is hours since the purchase × units × catalogue price: an estimate, not the bill.',
  flags: {},
  changes: 'nothing',
  items: 'provisionedModels',
  iamActions: ['bedrock:ListProvisionedModelThroughputs'],
  examples: [{ run: 'mlctl throughput list', why: 'what is running, and what it costs' }],
  async run(ports) {
    const { listThroughput } = await import('../../lib/flows/throughput/list.ts')
    return listThroughput(ports)
  },
  render: ({ provisionedModels, total }, view) => {
    if (provisionedModels.length === 0) return 'No Provisioned Throughput here: nothing is paid.'
    return [table(columns, provisionedModels, view), '', totalText(provisionedModels, total)].join(
      '\n',
    )
  },
})

/** Only what is known: a sum of nothing would read as free. */
const totalText = (
  { length }: readonly ThroughputDocument[],
  { withoutPrice, perHour, perMonth, soFar }: ThroughputList['total'],
): string => {
  if (withoutPrice === length) {
    return `What ${length === 1 ? 'it costs' : 'they cost'} is not known: the catalogue has no price.`
  }
  const rest = withoutPrice === 0 ? '' : `, without ${withoutPrice} of unknown price`
  return `Together ${moneyText(perHour)} an hour, ${moneyText(perMonth)} a month, about ${moneyText(soFar)} so far${rest}.`
}

const cost = (part: 'perHour' | 'soFar') => (of: ThroughputDocument) =>
  'unknown' in of.cost ? 'unknown' : moneyText(of.cost[part])

const columns = [
  { title: 'name', of: (of: ThroughputDocument) => of.provisionedModelName },
  { title: 'status', of: (of: ThroughputDocument) => of.status },
  { title: 'units', of: (of: ThroughputDocument) => String(of.modelUnits), align: 'right' },
  { title: 'commitment', of: (of: ThroughputDocument) => of.commitment },
  { title: 'ends', of: (of: ThroughputDocument) => dayOf(of.commitmentExpirationTime) },
  { title: 'hour', of: cost('perHour'), align: 'right' },
  { title: 'so far', of: cost('soFar'), align: 'right' },
  { title: 'since', of: (of: ThroughputDocument) => of.creationTime },
  { title: 'model', of: (of: ThroughputDocument) => of.desiredModelArn },
] as const
