import { parseArn, parseS3Uri } from '../core/arn.ts'

/** Things that an audit begins with; what they use is found on the way. */
export type TargetKind =
  | 'bucket'
  | 'endpoint'
  | 'role'
  | 'key'
  | 'vpc'
  | 'repository'
  | 'notebook'
  | 'training job'
  | 'customization job'
  | 'custom model'

export type Target = { readonly kind: TargetKind; readonly name: string }

/** A placement that a project's settings name. */
export type NamedPlacement = {
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
}

type Setting = { readonly key: string; readonly value: unknown }

/** Settings whose value is a plain name, by the end of their key. */
const NAMED_BY: readonly (readonly [ending: RegExp, kind: TargetKind])[] = [
  [/(?:^|\.)role$/i, 'role'],
  [/\.buildRole$/, 'role'],
  [/^rollout\.endpoint$/, 'endpoint'],
  [/\.bucket$/i, 'bucket'],
  [/\.repository$/, 'repository'],
  [/\.kmsKey$/i, 'key'],
]

/** What the settings of a project name. */
export const targetsOfSettings = (settings: readonly Setting[]): readonly Target[] =>
  unique(
    settings.flatMap(({ key, value }) => {
      const kind = NAMED_BY.find(([ending]) => ending.test(key))?.[1]
      return textsOf(value).flatMap((text) => {
        const named = targetOfText(text)
        if (named !== undefined) return [named]
        return kind === undefined || text === '' ? [] : [{ kind, name: text }]
      })
    }),
  )

/** The subnets and groups that the settings name. */
export const placementOfSettings = (settings: readonly Setting[]): NamedPlacement => {
  const texts = settings.flatMap(({ value }) => textsOf(value))
  return {
    subnetIds: [...new Set(texts.filter((text) => /^subnet-[0-9a-f]+$/.test(text)))].sort(),
    securityGroupIds: [...new Set(texts.filter((text) => /^sg-[0-9a-f]+$/.test(text)))].sort(),
  }
}

/** A change that the journal tells of. */
type Change = { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }

/** Members of changes that name a thing, by the beginning of the operation. */
const CHANGED: readonly (readonly [operation: RegExp, member: string, kind: TargetKind])[] = [
  [/^s3\./, 'bucket', 'bucket'],
  [/^iam\./, 'roleName', 'role'],
  [/^sagemaker\.(?:CreateEndpoint|UpdateEndpoint|set-)/, 'endpointName', 'endpoint'],
  [/^sagemaker\.CreateTrainingJob$/, 'jobName', 'training job'],
  [/^bedrock\.CreateModelCustomizationJob$/, 'jobName', 'customization job'],
  [/^ecr\.(?:CreateRepository|Put)/, 'name', 'repository'],
  [/^ecr\.push-image$/, 'repository', 'repository'],
  [/^kms\./, 'keyArn', 'key'],
]

/** What a journal says was made or changed. */
export const targetsOfChanges = (changes: readonly Change[]): readonly Target[] =>
  unique(
    changes.flatMap(({ operation, input }) =>
      CHANGED.flatMap(([which, member, kind]) => {
        const name = input[member]
        return which.test(operation) && typeof name === 'string' && name !== ''
          ? [{ kind, name }]
          : []
      }),
    ),
  )

/** A target by an S3 URI or an ARN. */
const targetOfText = (text: string): Target | undefined => {
  const bucket = parseS3Uri(text)?.bucket
  if (bucket !== undefined) return { kind: 'bucket', name: bucket }
  const arn = parseArn(text)
  if (arn?.service === 'iam' && arn.resource.startsWith('role/')) {
    return { kind: 'role', name: roleNameOf(text) }
  }
  return arn?.service === 'kms' ? { kind: 'key', name: text } : undefined
}

/** The name of a role from its ARN, path left out; a plain name stays as it is. */
export const roleNameOf = (role: string): string => role.split('/').at(-1) ?? role

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.split(',').map((text) => text.trim())
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return []
}

export const unique = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [`${target.kind} ${target.name}`, target])).values(),
]

/** An image of ECR by the parts of its name; undefined for other registries. */
export const ecrImageOf = (image: string) => {
  const match =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      image,
    )
  if (match === null) return undefined
  const [, account = '', region = '', repository = '', tag, digest] = match
  return {
    account,
    region,
    repository,
    id: digest === undefined ? { tag: tag ?? 'latest' } : { digest },
  }
}
