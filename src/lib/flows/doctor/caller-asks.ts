import { findModel } from '../../domain/catalogue/find.ts'
import { parseArn } from '../../domain/core/arn.ts'
import { actionRow } from '../../domain/iam/action-resources.ts'
import { roleArnOf, roleNameOf } from '../../domain/iam/names.ts'
import { kindOf } from '../../domain/iam/roles/purposes.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import type { Caller } from '../../ports/identity.ts'
import type { SimulationAsk } from '../../ports/roles.ts'
import type { Look } from './look.ts'

/** One thing to ask of the simulator; an action is asked on each resource that it can be limited to. */
export type RightAsk = SimulationAsk & {
  /** The resource's name stands for any. */
  readonly isMadeUp: boolean
}

type Scope = { readonly caller: Caller; readonly region: string }

/** Stands where a name is not known yet. */
const ANY = 'mlctl-check'

/** What policies for the caller are limited to: the bucket and the role of the work, where they are known. */
export const scopeOf = ({ subjects }: Look, { partition, account }: Caller) => ({
  partition,
  account,
  bucket: subjects.buckets[0] ?? '*',
  role: subjects.role === undefined ? 'mlctl-*' : roleNameOf(subjects.role),
})

/** Every action of the work as its calls will make it: resources, and the keys that policies ask for. */
export const callerAsks = (look: Look, scope: Scope): readonly RightAsk[] =>
  look.need.actions.flatMap((action) =>
    action === 'iam:PassRole'
      ? passAsks(look, scope)
      : resourcesOf(look, action, scope).map((resource) => ({
          action,
          resource: resource.arn,
          isMadeUp: resource.isMadeUp,
          context: { 'aws:RequestedRegion': regionOf(action, scope.region) },
        })),
  )

/** Global services are called in one region: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. */
const regionOf = (action: string, region: string): string =>
  action.startsWith('iam:') && !/^(cn|us-gov)-/.test(region) ? 'us-east-1' : region

/** The role is handed to each service that the work gives it to. */
const passAsks = (look: Look, { caller, region }: Scope): readonly RightAsk[] => {
  const { role } = look.subjects
  const name = role === undefined ? `mlctl-${ANY}` : roleNameOf(role)
  const given = role !== undefined && parseArn(role) !== undefined ? role : undefined
  const resource = given ?? roleArnOf(caller.account, caller.partition, name)
  const services = look.need.purposes.map((purpose) => kindOf({ purpose }).service)
  return [...new Set(services)].map((service) => ({
    action: 'iam:PassRole',
    resource,
    isMadeUp: role === undefined,
    context: {
      'aws:RequestedRegion': regionOf('iam:PassRole', region),
      'iam:PassedToService': service,
    },
  }))
}

type Named = { readonly arn: string; readonly isMadeUp: boolean }

const resourcesOf = (look: Look, action: string, scope: Scope): readonly Named[] => {
  const templates = actionRow(action)?.resources ?? ['*']
  return templates.map((template) => named(look, template, scope))
}

const named = (look: Look, template: string, { caller, region }: Scope): Named => {
  if (template === '*') return { arn: '*', isMadeUp: false }
  const { bucket, role, partition, account } = scopeOf(look, caller)
  const arn = template
    .replace('{partition}', partition)
    .replace('{region}', region)
    .replace('{account}', account)
    .replace('{bucket}', bucket === '*' ? defaultBucketName(account, region) : bucket)
    .replace('{role}', role === 'mlctl-*' ? `mlctl-${ANY}` : role)
    .replace('foundation-model/*', `foundation-model/${modelId(look) ?? '*'}`)
    .replace(':bedrock:*::', `:bedrock:${region}::`)
  const isObject = /:s3:::[^/]+\/\*$/.test(arn)
  return {
    arn: arn.replaceAll('*', ANY),
    // Of a bucket's objects none needs to be known: who limits them limits them to folders.
    isMadeUp: (arn.includes('*') && !isObject) || (bucket === '*' && template.includes('{bucket}')),
  }
}

const modelId = ({ subjects, models }: Look): string | undefined =>
  subjects.model === undefined
    ? undefined
    : (findModel(models, subjects.model)?.customizationId ?? subjects.model)
