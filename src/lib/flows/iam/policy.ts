import { nearest } from '../../domain/core/nearest.ts'
import { type PolicyDocument, policySize } from '../../domain/core/policy-document.ts'
import {
  type CallerPolicy,
  type CommandActions,
  callerPolicy,
  rolePatternOf,
} from '../../domain/iam/caller-policy.ts'
import { POLICY_LIMITS } from '../../domain/iam/limits.ts'
import { splitPolicy } from '../../domain/iam/split.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type PolicyRequest = {
  /** Groups or commands: `finetune`, `throughput buy`. */
  readonly names: readonly string[]
  readonly bucket?: string | undefined
  readonly role?: string | undefined
  readonly splitBuyer: boolean
}

/** As printed: documents that each fit into a managed policy. */
export type PrintedPolicy = Omit<CallerPolicy, 'policies'> & {
  readonly policies: readonly {
    readonly name: string
    readonly document: PolicyDocument
    readonly size: number
  }[]
}

/**
 * The least-privilege policy of a caller for some commands, limited to this account and region.
 * @throws UsageError MLC-IAM-007 for a name that no command has.
 */
export const printPolicy = async (
  ports: Pick<Ports, 'io' | 'identity' | 'target'>,
  commands: readonly CommandActions[],
  request: PolicyRequest,
): Promise<PrintedPolicy> => {
  const [caller, target] = [await ports.identity.whoAmI(), await ports.target()]
  const policy = callerPolicy(commands, request.names, {
    partition: caller.partition,
    account: caller.account,
    region: target.region,
    bucket: request.bucket ?? defaultBucketName(caller.account, target.region),
    role: request.role ?? rolePatternOf(commands, request.names),
    splitBuyer: request.splitBuyer,
  })
  if (policy.unknownNames.length > 0) throw unknownNames(policy.unknownNames, commands)
  for (const action of policy.unscopedActions) ports.io.warn(`${action} is granted on everything.`)
  const policies = policy.policies.flatMap(partsOf)
  for (const { name, size } of policies) {
    if (size > POLICY_LIMITS.managed) {
      ports.io.warn(
        `The ${name} policy has ${size} characters; a managed policy takes ${POLICY_LIMITS.managed}.`,
      )
    }
  }
  return { ...policy, policies }
}

/** `work`, and `work-2` … where one managed policy would be too long. */
const partsOf = ({ name, document }: CallerPolicy['policies'][number]) =>
  splitPolicy(document, POLICY_LIMITS.managed).map((part, at) => ({
    name: at === 0 ? name : `${name}-${at + 1}`,
    document: part,
    size: policySize(part),
  }))

const unknownNames = (names: readonly string[], commands: readonly CommandActions[]) => {
  const known = [...new Set(commands.flatMap(({ path }) => [path[0] ?? '', path.join(' ')]))].sort()
  const near = names.flatMap((name) => nearest(name, known))
  return new UsageError('MLC-IAM-007', `No command is called ${names.join(', ')}.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : 'Name groups or commands: --for finetune,"throughput buy"',
    details: { known },
  })
}
