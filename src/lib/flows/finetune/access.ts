import { parseArn, parseS3Uri } from '../../domain/core/arn.ts'
import {
  type Known,
  known,
  type RoleFact,
  unknownBecause,
} from '../../domain/finetune/preflight/world.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import { callerRequirements } from '../../domain/iam/caller-requirements.ts'
import { principalOf } from '../../domain/iam/names.ts'
import { type Requirement, roleRequirements } from '../../domain/iam/requirements.ts'
import type { RoleSpec } from '../../domain/iam/spec.ts'
import { GateError, type MlctlError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BucketView } from '../../ports/objects.ts'
import { planRole } from '../iam/role-steps.ts'
import { dataFolder, type TrainingFile } from './data.ts'
import { asKnown } from './known.ts'
import type { Place } from './place.ts'

/** The role that a training needs, as the iam area plans and checks it. */
export const roleSpecOf = (
  spec: FinetuneSpec,
  place: Place,
  files: readonly TrainingFile[],
  buckets: readonly (BucketView | undefined)[],
): RoleSpec => {
  const { roleName, account, partition, region, outputUri: output } = place
  const keys = buckets.flatMap((bucket) => bucket?.encryption?.kmsKeyArn ?? [])
  const reads = files.map((file) =>
    file.uploaded ? `s3://${place.bucket}/${dataFolder(place)}` : file.uri,
  )
  return {
    ...{ roleName, account, partition, region, output, tags: spec.tags },
    reads: [...new Set(reads)],
    ...(keys.length === 0 ? {} : { dataKmsKeyArns: [...new Set(keys)] }),
    // A policy names a key by its ARN alone; of an alias the checks say that they could not tell.
    ...(isArn(spec.kmsKey) ? { modelKmsKeyArn: spec.kmsKey } : {}),
    ...(spec.vpc === undefined ? {} : { vpcConfig: spec.vpc }),
  }
}

const isArn = (text: string | undefined): text is string =>
  text !== undefined && parseArn(text) !== undefined

/** The buckets of data and output, each once. */
export const bucketsOf = (place: Place, files: readonly TrainingFile[]): readonly string[] => {
  const uris = [...files.map((file) => file.uri), place.outputUri]
  return [...new Set(uris.map((uri) => parseS3Uri(uri)?.bucket ?? ''))]
}

/** What the role lacks, what of it this plan repairs, and what nothing here can repair. */
export const roleFact = async (
  ports: Pick<Ports, 'roles'>,
  spec: RoleSpec,
): Promise<Known<RoleFact>> =>
  asKnown(async () => {
    const role = await ports.roles.find(spec.roleName)
    const planned = await planOrRefusal(ports, spec)
    const base = { arn: planned.roleArn ?? spec.roleName, exists: role !== undefined }
    if (planned.refused !== undefined) {
      return { ...base, repairs: [], refused: [planned.refused], doubts: [] }
    }
    const repairs = planned.repairs ?? []
    if (role === undefined || repairs.length > 0)
      return { ...base, repairs, refused: [], doubts: [] }
    const refused = await denied(ports, role.arn, roleRequirements(spec))
    return refused.known
      ? { ...base, repairs, refused: refused.value, doubts: planned.doubts ?? [] }
      : { ...base, repairs, refused: [], doubts: [refused.why] }
  })

type Planned = {
  readonly roleArn?: string
  readonly repairs?: readonly string[]
  readonly doubts?: readonly string[]
  readonly refused?: { readonly what: string; readonly why: string }
}

/** MLC-IAM-002 is the trust, the others are the rights: what no added statement can lift. */
const planOrRefusal = async (ports: Pick<Ports, 'roles'>, spec: RoleSpec): Promise<Planned> => {
  try {
    const { roleArn, steps, warnings } = await planRole(ports, spec)
    return { roleArn, repairs: steps.map((step) => step.summary), doubts: warnings }
  } catch (error) {
    const refuses = [StateError, GateError, UsageError].some((one) => error instanceof one)
    if (!refuses) throw error
    const { code, why, message } = error as MlctlError
    const what = code === 'MLC-IAM-002' ? 'trust' : 'the rights of the job'
    return { refused: { what, why: why ?? message } }
  }
}

/** Simulated refusals, worded; a key that the simulation did not know makes no refusal. */
const denied = (
  ports: Pick<Ports, 'roles'>,
  arn: string,
  requirements: readonly Requirement[],
): Promise<Known<readonly { readonly what: string; readonly why: string }[]>> =>
  asKnown(async () => {
    const asks = requirements.map(({ ask }) => ask)
    const answers = await ports.roles.simulate(arn, asks)
    return answers
      .filter((answer) => answer.decision !== 'allowed' && answer.missingContextKeys.length === 0)
      .map(({ action, resource, decision }) => ({
        what: `${action} on ${resource}`,
        why: decision === 'explicitDeny' ? 'a Deny forbids it' : 'nothing allows it',
      }))
  })

/** What the caller itself may not do: start and watch the job, pass the role. */
export const callerLacks = (
  ports: Pick<Ports, 'roles' | 'identity'>,
  spec: RoleSpec,
  roleArn: string,
): Promise<Known<readonly string[]>> => simulateCaller(ports, callerRequirements(spec, roleArn))

/** What the caller may not do with the key of the custom model; nothing without one. */
export const callerKeyLacks = (
  ports: Pick<Ports, 'roles' | 'identity'>,
  spec: FinetuneSpec,
): Promise<Known<readonly string[]>> => {
  const key = spec.kmsKey
  if (key === undefined) return Promise.resolve(known([]))
  if (!isArn(key)) {
    return Promise.resolve(unknownBecause(`${key} is no ARN, and rights are given on ARNs`))
  }
  return simulateCaller(
    ports,
    ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant'].map((action) => ({
      id: 'model-key',
      what: action,
      ask: { action, resource: key, context: {} },
    })),
  )
}

const simulateCaller = async (
  ports: Pick<Ports, 'roles' | 'identity'>,
  requirements: readonly Requirement[],
): Promise<Known<readonly string[]>> => {
  const principal = principalOf((await ports.identity.whoAmI()).arn)
  const arn = await asKnown(async () => {
    if (principal.kind === 'user') return principal.arn
    return principal.kind === 'role' ? (await ports.roles.find(principal.roleName))?.arn : undefined
  })
  if (!arn.known) return arn
  if (arn.value === undefined) {
    return { known: false, why: 'only users and roles can be simulated, not this caller' }
  }
  const refused = await denied(ports, arn.value, requirements)
  return refused.known ? known(refused.value.map(({ what }) => what)) : refused
}
