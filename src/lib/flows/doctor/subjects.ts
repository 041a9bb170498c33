import { parseS3Uri } from '../../domain/core/arn.ts'
import type { Need } from '../../domain/doctor/need.ts'
import type { Settings } from '../../ports/settings.ts'

/** The things that the work is done with: as flags name them, else as the configuration does. */
export type Subjects = {
  /** A name or an ARN. */
  readonly role: string | undefined
  readonly buckets: readonly string[]
  /** S3 URIs that the role reads; whole buckets where no folder is named. */
  readonly data: readonly string[]
  readonly output: string | undefined
  /** The URIs are those of the job, down to the folder. */
  readonly namesFolders: boolean
  /** A name of the catalogue, or an id. */
  readonly model: string | undefined
  /** Ids, ARNs or aliases. */
  readonly kmsKeys: readonly string[]
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly instanceType: string | undefined
  /** Repository and project of image builds. */
  readonly pushes: readonly string[]
  readonly buildProject: string | undefined
  readonly engine: string | undefined
  readonly engineArgs: readonly string[]
}

export type SubjectFlags = {
  readonly role?: string | undefined
  readonly bucket?: string | undefined
  readonly data?: readonly string[] | undefined
  readonly output?: string | undefined
  readonly baseModel?: string | undefined
  readonly kmsKey?: string | undefined
  readonly subnets?: readonly string[] | undefined
  readonly securityGroups?: readonly string[] | undefined
  readonly instanceType?: string | undefined
}

/** Settings that name a thing, in the areas that have it; `iam` speaks for Bedrock's jobs. */
const ROLES = ['finetune', 'iam', 'train', 'remote', 'endpoint'].map((area) => `${area}.role`)
const BUCKETS = [
  'finetune.bucket',
  'remote.bucket',
  'container.bucket',
  'iam.data',
  'iam.output',
  'train.output',
  'dataset.uploadTo',
  'endpoint.captureTo',
]
const KEYS = ['finetune.kmsKey', 'iam.kmsKey', 'endpoint.kmsKey', 'dataset.kmsKey']
const INSTANCES = ['train', 'remote', 'endpoint'].map((area) => `${area}.instanceType`)

/** An area's own setting, and `iam`'s for fine-tuning, count for its commands; all count where none is named. */
const counts = (key: string, { commands }: Need): boolean => {
  const area = key.split('.')[0] ?? ''
  const areas = new Set(commands.map((command) => command.split(' ')[0] ?? ''))
  if (areas.size === 0) return true
  // Jobs of every kind share the settings of `train`, and a rollout those of the endpoint.
  return (
    areas.has(area) ||
    (area === 'iam' && areas.has('finetune')) ||
    (area === 'train' && (areas.has('process') || areas.has('transform'))) ||
    (area === 'endpoint' && (areas.has('rollout') || areas.has('shadow')))
  )
}

export const subjectsOf = (settings: Settings, need: Need, flags: SubjectFlags): Subjects => {
  const texts = (keys: readonly string[]): readonly string[] =>
    keys.filter((key) => counts(key, need)).flatMap((key) => textsOf(settings.get(key)?.value))
  const first = (keys: readonly string[]) => texts(keys)[0]
  const list = (given: readonly string[] | undefined, key: string) =>
    (given ?? texts([key])).flatMap((text) => text.split(',')).filter((text) => text !== '')
  const usesJobs = need.usesNetwork
  const storage = need.usesBucket ? storageOf(texts, flags) : NO_STORAGE
  return {
    role: flags.role ?? first(need.purposes.includes('builds') ? ['container.buildRole'] : ROLES),
    ...storage,
    model: need.usesModel ? (flags.baseModel ?? first(['finetune.baseModel'])) : undefined,
    kmsKeys: flags.kmsKey === undefined ? distinct(texts(KEYS)) : [flags.kmsKey],
    subnets: usesJobs ? list(flags.subnets, 'iam.subnets') : [],
    securityGroups: usesJobs ? list(flags.securityGroups, 'iam.securityGroups') : [],
    instanceType: flags.instanceType ?? first(INSTANCES),
    pushes: textsOf(settings.get('container.name')?.value),
    buildProject: textsOf(settings.get('container.buildProject')?.value)[0],
    engine: first(['container.engine']),
    engineArgs: textsOf(settings.get('container.engineArgs')?.value),
  }
}

/** Whoever names a role for image builds has them built by CodeBuild. */
export const buildsInCloud = (settings: Settings, { role }: SubjectFlags): boolean =>
  role !== undefined || settings.get('container.buildRole') !== undefined

const NO_STORAGE = { buckets: [], data: [], output: undefined, namesFolders: false }

type Storage = Pick<Subjects, 'buckets' | 'data' | 'output' | 'namesFolders'>

const storageOf = (
  texts: (keys: readonly string[]) => readonly string[],
  { bucket, data, output }: SubjectFlags,
): Storage => {
  const named = data ?? (bucket === undefined ? texts(['iam.data']) : [])
  const results =
    output ?? (bucket === undefined ? texts(['iam.output', 'train.output'])[0] : undefined)
  const uris = [...named, ...(results === undefined ? [] : [results])].map(uriOf)
  const buckets = distinct(
    [
      ...uris,
      ...(bucket === undefined ? (data === undefined ? texts(BUCKETS) : []) : [bucket]),
    ].map(bucketIn),
  )
  return {
    buckets,
    data: named.length > 0 ? named.map(uriOf) : buckets.map((name) => `s3://${name}/`),
    output: results === undefined ? undefined : uriOf(results),
    namesFolders: named.length > 0 && results !== undefined,
  }
}

const uriOf = (text: string): string => (text.includes('/') ? text : `s3://${text}/`)

const textsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value !== '' ? [value] : []
}

const bucketIn = (text: string): string => parseS3Uri(text)?.bucket ?? text.split('/')[0] ?? text

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)]
