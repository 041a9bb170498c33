import { countOf } from '../core/count.ts'
/** Service Quotas codes (service `bedrock`); all have the default 0 until a Support case is granted. */
export const QUOTAS = {
  /** Model units without commitment, summed over all custom models of the account and region. */
  noCommitmentCustom: 'L-BE77399C',
} as const

/** One quota held against a purchase. */
export type QuotaLine = {
  readonly quotaCode: string
  readonly quotaName: string
  /** Undefined: it could not be read; `reason` says why. */
  readonly value?: number
  readonly reason?: string
  /** Model units that count against it already. */
  readonly used: number
  readonly needed: number
}

export type QuotaVerdict = 'enough' | 'too-small' | 'could-not-tell'

export const verdictOf = (line: QuotaLine): QuotaVerdict => {
  if (line.value === undefined) return 'could-not-tell'
  return line.used + line.needed <= line.value ? 'enough' : 'too-small'
}

type Purchased = {
  readonly modelArn: string
  readonly modelUnits: number
  readonly commitmentDuration?: string
}

/** Model units without commitment that custom models of this account hold now. */
export const unitsInUse = (purchases: readonly Purchased[]): number =>
  purchases
    .filter((one) => one.commitmentDuration === undefined && /:custom-model\//.test(one.modelArn))
    .reduce((sum, one) => sum + one.modelUnits, 0)

export type SupportCase = {
  readonly account: string
  readonly region: string
  readonly baseModel: string
  readonly units: number
  readonly term: string
  readonly lines: readonly QuotaLine[]
}

/** A Support case ready to paste. */
export const supportCaseText = (request: SupportCase): string => {
  const wanted = request.lines.filter((line) => verdictOf(line) !== 'enough')
  return [
    'Subject: Amazon Bedrock: quota increase for Provisioned Throughput model units',
    'Type: Service limit increase, Amazon Bedrock',
    '',
    `Account: ${request.account}`,
    `Region: ${request.region}`,
    `Base model of the custom model: ${request.baseModel}`,
    `Wanted: ${countOf(request.units, 'model unit')}, commitment: ${request.term}`,
    'Quotas:',
    ...wanted.map(
      (line) =>
        `  ${line.quotaCode} (${line.quotaName}): now ${line.value ?? 'unknown'}, ` +
        `in use ${line.used}, needed ${line.used + line.needed}`,
    ),
    'Use: inference with a model customized in this account.',
  ].join('\n')
}
