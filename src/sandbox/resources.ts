import { SANDBOX_ACCOUNT } from './account.ts'
import { readTrails } from './cloudtrail/state.ts'
import type { Engine } from './engine.ts'
import { readIam } from './iam/records.ts'
import { createObjectStore } from './s3/object-store.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from './s3/records.ts'
import { countHosting } from './sagemaker/count.ts'
import { countNotebooks } from './sagemaker/notebooks/notebooks.ts'

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
  Object.assign(counts, countHosting(documents, clock.now()))
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
