import { UsageError } from '../../errors.ts'
import type { MetricGate } from './model.ts'

const FORM = /^([^:[\]]+)\/([^/:[\]]+):([A-Za-z0-9.]+)(?:\[([^\]]*)\])?(<=|>=)(-?\d+(?:\.\d+)?)$/

/**
 * A metric of the user's own from `Acme/Fraud/Precision:Average[Variant=v2]>=0.9`: namespace, name,
 * statistic, dimensions, bound. @throws UsageError MLC-ROL-032
 */
export const metricGateOf = (text: string): MetricGate => {
  const [, namespace, metricName, stat, dimensions = '', sign, bound] = FORM.exec(text.trim()) ?? []
  if (namespace === undefined || metricName === undefined || stat === undefined) {
    throw badGate(text)
  }
  const pairs = dimensions.split(',').filter((pair) => pair !== '')
  if (pairs.some((pair) => !/^[^=]+=.+$/.test(pair))) throw badGate(text)
  return {
    name: text,
    namespace,
    metricName,
    stat,
    dimensions: Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
    ...(sign === '<=' ? { max: Number(bound) } : { min: Number(bound) }),
  }
}

const badGate = (text: string) =>
  new UsageError('MLC-ROL-032', `--metric-gate: "${text}" is not understood.`, {
    hint: 'For example Acme/Fraud/Precision:Average[Variant=v2]>=0.9',
  })
