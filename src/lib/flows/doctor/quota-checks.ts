import { notApplicable, ok, type Verdict } from '../../domain/doctor/checks.ts'
import type { QuotaKind } from '../../domain/doctor/need.ts'
import { judgeQuota } from '../../domain/doctor/quotas.ts'
import { QUOTAS } from '../../domain/throughput/quota.ts'
import type { Look } from './look.ts'
import type { Check } from './run-checks.ts'

/** Quotas that are 0 until somebody asks, and the token for pushes. */
export const quotaChecks = (look: Look): readonly Check[] => [
  {
    id: 'D10',
    needs: ['D01', 'D02'],
    idle: look.need.quotas.length === 0 ? 'no capacity is taken' : undefined,
    run: () => Promise.all(look.need.quotas.map((kind) => quotaOf(look, kind))),
  },
  {
    id: 'D29',
    needs: ['D01', 'D02'],
    idle: look.need.pushesImages ? undefined : 'no image is pushed',
    run: async () => [await registryOf(look)],
  },
]

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
  await look.ports.imageRepositories.login()
  return ok('ECR gives a token')
}
