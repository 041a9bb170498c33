import { moneyText } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
import type {
  EndpointDocument,
  RunningCost,
  VariantDocument,
} from '../../lib/flows/endpoint/view.ts'
import type { View } from '../define.ts'

/** An endpoint: state, variants with their shares, cost, and the way out. */
export const endpointCard = (of: EndpointDocument, view: View): string => {
  const { style } = view
  const name = of.endpointName
  const { pendingDeployment: pending, dataCapture: capture } = of
  return [
    `${style.bold(name)}  ${of.status}`,
    `  config      ${of.endpointConfigName}`,
    ...(pending === undefined ? [] : [`  on its way  ${pending.endpointConfigName}`]),
    ...(of.failureReason === undefined ? [] : [`  failed      ${style.bad(of.failureReason)}`]),
    ...(capture === undefined
      ? []
      : [`  captured    ${capture.samplingPercentage} % to ${capture.destinationS3Uri}`]),
    `  costs       ${runningCostText(of.cost)}`,
    `  to use it   mlctl endpoint invoke ${name} --file request.json`,
    `  to end it   mlctl endpoint delete ${name}`,
    '',
    table(COLUMNS, [...of.variants, ...of.shadowVariants.map(asShadow)], view),
  ].join('\n')
}

const asShadow = (variant: VariantDocument): VariantDocument => ({
  ...variant,
  variantName: `${variant.variantName} (shadow)`,
})

const COLUMNS = [
  { title: 'variant', of: (one: VariantDocument) => one.variantName },
  { title: 'share', of: shareText, align: 'right' as const },
  { title: 'capacity', of: capacityText },
  { title: 'model', of: (one: VariantDocument) => one.modelName ?? 'inference components' },
  { title: 'now', of: (one: VariantDocument) => one.status.map(({ status }) => status).join(', ') },
] as const

function shareText({ sharePercent }: VariantDocument): string {
  return sharePercent === undefined ? '?' : `${sharePercent} %`
}

function capacityText(one: VariantDocument): string {
  if (one.serverless !== undefined) {
    const { memorySizeInMb, maxConcurrency, provisionedConcurrency } = one.serverless
    const kept = provisionedConcurrency === undefined ? '' : `, ${provisionedConcurrency} kept warm`
    return `serverless ${memorySizeInMb ?? '?'} MB × ${maxConcurrency ?? '?'}${kept}`
  }
  const { currentInstanceCount: now, desiredInstanceCount: wanted } = one
  const moving = wanted === undefined || wanted === now ? '' : ` → ${wanted}`
  return `${now ?? '?'}${moving} × ${one.instanceType ?? 'several types'}`
}

/** `$0.23 an hour, $167.90 a month`; what has no price is said to have none. */
const runningCostText = ({ perHour, perMonth, unknown }: RunningCost): string =>
  [
    ...(perHour === undefined || perMonth === undefined
      ? []
      : [`${moneyText(perHour)} an hour, ${moneyText(perMonth)} a month`]),
    ...(unknown === undefined ? [] : [`unknown for ${unknown} (give it with --price)`]),
  ].join('; ') || 'nothing while nobody asks'
