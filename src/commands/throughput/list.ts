import { moneyText } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
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
    const rest =
      total.withoutPrice === 0 ? '' : `; ${total.withoutPrice} of unknown price are not in it`
    return [
      table(columns, provisionedModels, view),
      '',
      `Together ${moneyText(total.perHour)} an hour, ${moneyText(total.perMonth)} a month, about ${moneyText(total.soFar)} so far${rest}.`,
    ].join('\n')
  },
})

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
