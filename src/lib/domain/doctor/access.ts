import type { ModelAvailability } from '../../ports/foundation-models.ts'
import type { Caller } from '../../ports/identity.ts'
import { ok, type Verdict } from './checks.ts'

export type IdentityLook = {
  readonly caller: Caller
  /** `expectedAccount` of the configuration. */
  readonly expectedAccount: string | undefined
}

/** Who one is: in the pinned account, and not as root. */
export const judgeIdentity = ({ caller, expectedAccount }: IdentityLook): Verdict => {
  const subject = caller.arn
  if (expectedAccount !== undefined && expectedAccount !== caller.account) {
    return {
      status: 'fail',
      severity: 'critical',
      subject,
      detail: `you are in account ${caller.account}; the project belongs to ${expectedAccount}`,
      remedy: { text: `Use credentials of account ${expectedAccount}: --profile, or AWS_PROFILE.` },
    }
  }
  if (/:root$/.test(caller.arn)) {
    return {
      status: 'fail',
      severity: 'high',
      subject,
      detail: 'you work as the root user of the account, whom no policy limits',
      remedy: {
        text: 'Work as a role (IAM Identity Center) or a user; keep root for the account itself.',
        command: 'aws configure sso',
      },
    }
  }
  return ok(caller.arn, subject)
}

/** Why a model may not be used; the reasons in the order in which they are lifted. */
const MODEL_REASONS: readonly {
  readonly lacks: (found: ModelAvailability) => boolean
  readonly says: string
  readonly fix: string
}[] = [
  {
    lacks: (found) => !found.isInRegion,
    says: 'is not offered in this region',
    fix: 'Take another region or model: mlctl finetune models',
  },
  {
    lacks: (found) => !found.hasAgreement,
    says: "waits for its provider's agreement to be accepted",
    fix: 'Accept it under Model access in the Bedrock console of this region.',
  },
  {
    lacks: (found) => !found.authorized || !found.isEntitled,
    says: 'is not granted to this account',
    fix: 'Ask for it under Model access in the Bedrock console of this region.',
  },
]

/** `found` undefined: Bedrock does not know the model here. */
export const judgeModel = (modelId: string, found: ModelAvailability | undefined): Verdict => {
  const bad = (says: string, text: string): Verdict => ({
    status: 'fail',
    severity: 'high',
    subject: modelId,
    detail: `${modelId} ${says}`,
    ...(found === undefined ? {} : { evidence: found }),
    remedy: { text },
  })
  if (found === undefined) {
    return bad('is unknown in this region', 'Take another region or model: mlctl finetune models')
  }
  const reason = MODEL_REASONS.find(({ lacks }) => lacks(found))
  return reason === undefined ? ok(modelId, modelId) : bad(reason.says, reason.fix)
}
