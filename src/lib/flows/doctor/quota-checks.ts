import { notApplicable, ok, type Verdict } from '../../domain/doctor/checks.ts'
import type { QuotaKind } from '../../domain/doctor/need.ts'
import { judgeQuota } from '../../domain/doctor/quotas.ts'
import { QUOTAS } from '../../domain/throughput/quota.ts'
import type { Look } from './look.ts'
import type { Check } from './run-checks.ts'

/** Quotas that are 0 until somebody asks, and the token for pushes. */
export const quotaChecks = (look: Look): readonly Check[] => [
  { id: 'D10', needs: ['D01', 'D02'], run: () => quotasOf(look) },
  { id: 'D29', needs: ['D01', 'D02'], run: async () => [await registryOf(look)] },
]

const quotasOf = async (look: Look): Promise<readonly Verdict[]> => {
  const { quotas } = look.need
  if (quotas.length === 0) return [notApplicable('no capacity is taken')]
  return Promise.all(quotas.map((kind) => quotaOf(look, kind)))
}

const quotaOf = async (look: Look, kind: QuotaKind): Promise<Verdict> => {
  const { quotas } = look.ports
  if (kind === 'model units') {
    const { noCommitmentCustom } = QUOTAS
    return judgeQuota('model units', await quotas.value('bedrock', noCommitmentCustom))
  }
  const { instanceType } = look.subjects
  if (instanceType === undefined) {
    return notApplicable(`no instance type is named for the quota of ${kind}s: --instance-type`)
  }
  const name = `${instanceType} for ${kind} usage`
  const found = (await quotas.search('sagemaker', name)).find(({ quotaName }) => quotaName === name)
  return judgeQuota(name, found)
}

const registryOf = async (look: Look): Promise<Verdict> => {
  if (!look.need.pushesImages) return notApplicable('no image is pushed')
  await look.ports.imageRepositories.login()
  return ok('ECR gives a token')
}
