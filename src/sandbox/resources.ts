import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from './account.ts'
import { readTrails } from './cloudtrail/state.ts'
import { readBuilds } from './codebuild/state.ts'
import { readRegistry } from './ecr/state.ts'
import type { Engine } from './engine.ts'
import { readIam } from './iam/records.ts'
import { readKms } from './kms/records.ts'
import { createObjectStore } from './s3/object-store.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from './s3/records.ts'
import { countHosting } from './sagemaker/count.ts'
import { readJobs } from './sagemaker/jobs/records.ts'
import { countNotebooks } from './sagemaker/notebooks/notebooks.ts'
import type { Documents } from './service.ts'

/** The kinds of resource in Bedrock's document, as `sandbox status` calls them. */
const BEDROCK_KINDS: Readonly<Record<string, string>> = {
  jobs: 'customization jobs',
  models: 'custom models',
  deployments: 'custom model deployments',
  provisioned: 'provisioned models',
}

/** How many resources of each kind there are; kinds without any are left out. */
export const countResources = ({
  directory,
  documents,
  clock,
}: Pick<Engine, 'directory' | 'documents' | 'clock'>): Readonly<Record<string, number>> => {
  const { buckets } = documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  const own = Object.entries(buckets).filter(([, { owner }]) => owner === SANDBOX_ACCOUNT)
  const store = createObjectStore(directory, documents)
  const iam = readIam(documents)
  const bedrock = documents.read<Record<string, Record<string, unknown>>>('bedrock', {})
  const counts: Record<string, number> = {
    buckets: own.length,
    objects: own.reduce((sum, [name]) => sum + store.list(name, '').length, 0),
    roles: Object.keys(iam.roles).length,
    policies: Object.keys(iam.policies).length,
  }
  for (const [member, kind] of Object.entries(BEDROCK_KINDS)) {
    counts[kind] = Object.keys(bedrock[member] ?? {}).length
  }
  counts.trails = Object.keys(readTrails({ documents })).length
  counts['notebook instances'] = countNotebooks(documents, clock.now())
  Object.assign(counts, countHosting(documents, clock.now()), countJobs(documents))
  Object.assign(counts, countImages(directory, documents))
  counts.keys = Object.keys(readKms(documents).keys).length
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

const JOB_KINDS = {
  'training-job': 'training jobs',
  'hyper-parameter-tuning-job': 'tuning jobs',
  'processing-job': 'processing jobs',
  'transform-job': 'transform jobs',
} as const

const countJobs = (documents: Documents): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { kind } of Object.values(readJobs({ documents }).jobs)) {
    const name = JOB_KINDS[kind]
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Registries and builds are kept by region: a document for each. */
const countImages = (directory: string, documents: Documents) => {
  const regionsOf = (kind: string): readonly string[] => {
    const folder = join(directory, 'documents', kind)
    const names = existsSync(folder) ? readdirSync(folder) : []
    return names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
  }
  const repositories = regionsOf('ecr').flatMap((region) =>
    Object.values(readRegistry({ documents, region }).repositories),
  )
  const builds = regionsOf('codebuild').map((region) => readBuilds({ documents, region }))
  return {
    'image repositories': repositories.length,
    images: repositories.reduce((sum, { images }) => sum + Object.keys(images).length, 0),
    'build projects': builds.reduce((sum, each) => sum + Object.keys(each.projects).length, 0),
    'image builds': builds.reduce((sum, each) => sum + Object.keys(each.builds).length, 0),
  }
}
