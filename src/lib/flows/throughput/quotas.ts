import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import {
  QUOTAS,
  type QuotaLine,
  supportCaseText,
  unitsInUse,
  verdictOf,
} from '../../domain/throughput/quota.ts'
import type { Term } from '../../domain/throughput/terms.ts'
import { AccessError, GateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { QuotaView } from '../../ports/quotas.ts'

type QuotaPorts = Pick<Ports, 'quotas' | 'provisionedModels' | 'io' | 'identity' | 'target'>

export type QuotaQuestion = {
  readonly baseName: string
  readonly facts: CatalogueModel | undefined
  readonly units: number
  readonly term: Term
}

/** The quotas that a purchase must fit: model units of the account, and of one purchase. */
export const quotaLines = async (
  ports: QuotaPorts,
  question: QuotaQuestion,
): Promise<readonly QuotaLine[]> => {
  const lines: QuotaLine[] = []
  if (question.term === 'none') {
    const used = unitsInUse(await ports.provisionedModels.list())
    const read = await readQuota(ports, QUOTAS.noCommitmentCustom)
    lines.push({ ...line(read, QUOTAS.noCommitmentCustom), used, needed: question.units })
  }
  const perModel = await perModelQuota(ports, question)
  // This quota holds for each purchase by itself, so nothing counts against it yet.
  if (perModel !== undefined) lines.push({ ...perModel, used: 0, needed: question.units })
  return lines
}

/**
 * Lets a purchase through, or refuses it before anything is spent.
 * @throws GateError MLC-TP-002 when a quota is too small, with the text of the Support case.
 */
export const gateQuotas = async (ports: QuotaPorts, question: QuotaQuestion): Promise<void> => {
  const lines = await quotaLines(ports, question)
  for (const one of lines.filter((each) => verdictOf(each) === 'could-not-tell')) {
    ports.io.warn(`Quota ${one.quotaCode} (${one.quotaName}) could not be read: ${one.reason}`)
  }
  const small = lines.filter((each) => verdictOf(each) === 'too-small')
  if (small.length === 0) return
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  const { baseName: baseModel, units, term } = question
  const supportCase = supportCaseText({ account, region, baseModel, units, term, lines })
  throw new GateError('MLC-TP-002', 'The quota of model units does not allow this purchase.', {
    why: small
      .map((one) => `${one.quotaName} is ${one.value}, ${one.used + one.needed} would be needed`)
      .join('; '),
    hint:
      'Nothing was bought. An on-demand deployment needs no model units: mlctl deployment create.\n' +
      `To have the quota raised, open a Support case with this text:\n\n${supportCase}`,
    details: { quotas: small, supportCase },
  })
}

type Read = { readonly quota?: QuotaView; readonly reason?: string }

const readQuota = async (ports: QuotaPorts, quotaCode: string): Promise<Read> =>
  couldTell(async () => {
    const quota = await ports.quotas.value('bedrock', quotaCode)
    return quota === undefined ? { reason: 'the service does not know it here' } : { quota }
  })

const couldTell = async (read: () => Promise<Read>): Promise<Read> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AccessError || error instanceof TemporaryError) {
      return { reason: error.message }
    }
    throw error
  }
}

const line = (read: Read, quotaCode: string) => ({
  quotaCode,
  quotaName: read.quota?.quotaName ?? 'no-commitment model units across custom models',
  ...(read.quota === undefined ? {} : { value: read.quota.value }),
  ...(read.reason === undefined ? {} : { reason: read.reason }),
})

/** By the catalogue's code, else by name; undefined when there is none to be found. */
const perModelQuota = async (ports: QuotaPorts, question: QuotaQuestion) => {
  const code = question.facts?.modelUnitsQuotaCode
  if (code !== undefined) {
    const read = await readQuota(ports, code)
    const quotaName = read.quota?.quotaName ?? `model units per purchase of ${question.baseName}`
    return { ...line(read, code), quotaName }
  }
  const read = await couldTell(async () => {
    const all = await ports.quotas.search('bedrock', 'model units per provisioned model')
    const name = question.baseName.toLowerCase()
    const quota = all.find((one) => isFor(one.quotaName, name))
    return quota === undefined ? {} : { quota }
  })
  return read.quota === undefined ? undefined : line(read, read.quota.quotaCode)
}

/** `Model units per provisioned model for Amazon Nova Micro` is for `nova micro`, not for its variants. */
const isFor = (quotaName: string, model: string): boolean => quotaName.toLowerCase().endsWith(model)
