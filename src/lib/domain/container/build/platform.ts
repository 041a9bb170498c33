import { UsageError } from '../../../errors.ts'

/**
 * Families with Graviton processors, of real-time hosting only: training, processing and transform
 * have none. Source: the API model's ProductionVariantInstanceType.
 */
const GRAVITON = [
  'c6g',
  'c6gd',
  'c6gn',
  'c7g',
  'c8g',
  'm6g',
  'm6gd',
  'm8g',
  'r6g',
  'r6gd',
  'r7gd',
  'r8g',
] as const

const FORM = /^ml\.([a-z0-9-]+)\.[a-z0-9-]+$/

/** The platform of an instance type. @throws UsageError MLC-CTR-210 for what is no instance type. */
export const platformOf = (instanceType: string): 'linux/amd64' | 'linux/arm64' => {
  const family = FORM.exec(instanceType)?.[1]
  if (family === undefined) {
    throw new UsageError('MLC-CTR-210', `${instanceType} is no SageMaker instance type.`, {
      hint: 'It looks like ml.m5.xlarge.',
    })
  }
  return (GRAVITON as readonly string[]).includes(family) ? 'linux/arm64' : 'linux/amd64'
}
