import {
  type NamedPlacement,
  placementOfSettings,
  type Target,
  targetsOfChanges,
  targetsOfSettings,
  unique,
} from '../../domain/audit/targets.ts'
import { isJobRole } from '../../domain/audit/trust.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { JournalRecord } from '../../ports/journal.ts'
import { eachOf } from '../invoke/pool.ts'
import type { AuditContext } from './context.ts'
import { answerOf, readOf } from './read.ts'

export type AuditScope =
  | { readonly kind: 'named'; readonly targets: readonly Target[] }
  | { readonly kind: 'project' }
  | { readonly kind: 'account' }
  | { readonly kind: 'tag'; readonly tags: Readonly<Record<string, string>> }

/** The scope in words, for the head of reports. */
export const scopeText = (scope: AuditScope): string => {
  switch (scope.kind) {
    case 'named':
      return scope.targets.map(({ kind, name }) => `${kind} ${name}`).join(', ')
    case 'project':
      return 'this project'
    case 'account':
      return 'the account'
    case 'tag':
      return Object.entries(scope.tags)
        .map(([key, value]) => `tag ${key}=${value}`)
        .join(', ')
  }
}

type Where = Pick<AuditContext['policy'], 'account' | 'region'> & { readonly target: string }

/**
 * What a project consists of: what its settings name, and what its journal says was made here.
 * @throws UsageError MLC-AUD-001 when neither names anything.
 */
export const projectTargets = async (
  { settings, journal }: Pick<Ports, 'settings' | 'journal'>,
  where: Where,
): Promise<{ readonly targets: readonly Target[]; readonly placement: NamedPlacement }> => {
  const { records } = await journal.read()
  const all = settings.all()
  const targets = unique([
    ...targetsOfSettings(all),
    ...targetsOfChanges(changesHere(records, where)),
  ])
  const placement = placementOfSettings(all)
  if (targets.length > 0 || placement.subnetIds.length > 0) return { targets, placement }
  throw new UsageError('MLC-AUD-001', 'Nothing here says what to audit.', {
    why: 'There is no mlctl.yaml that names resources, and the journal has no change in this account and region.',
    hint: 'Name it (--bucket, --endpoint, --role, --key, --vpc), give --tag k=v, or --account for everything.',
  })
}

/** The intents of runs in this account and region; others made things that are not here. */
const changesHere = (records: readonly JournalRecord[], { account, region, target }: Where) => {
  const here = new Set(
    records.flatMap((one) =>
      one.kind === 'run' &&
      one.account === account &&
      one.region === region &&
      one.target === target
        ? [one.run]
        : [],
    ),
  )
  return records.flatMap((one) => (one.kind === 'intent' && here.has(one.run) ? [one] : []))
}

/** A list that may not be read is a gap, and the others go on. */
const listed = async <T>(
  { pool, gap, lists }: AuditContext,
  what: string,
  list: () => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const read = await readOf(pool, list)
  lists.push('unread' in read ? read.unread.why : undefined)
  if ('unread' in read) gap(`${what} could not be listed: ${read.unread.why}`)
  return answerOf(read) ?? []
}

/** Newest first, of jobs that may be hundreds of thousands. */
export type ListLimits = { readonly jobs: number }

/** Everything of the account and region that can be listed. */
export const addAccount = async (audit: AuditContext, { jobs }: ListLimits): Promise<void> => {
  const { ports, found } = audit
  const { bucketPosture, endpoints, trainingJobs, notebooks, roles, imageRepositories } = ports
  const { isHome, waiting } = audit.place
  found.addAll(waiting)
  for (const one of await listed(audit, 'endpoints', () => endpoints.list())) {
    found.add('endpoint', one.endpointName)
  }
  const training = () => trainingJobs.list({ limit: jobs })
  for (const one of await listed(audit, 'training jobs', training)) {
    found.add('training job', one.jobName)
  }
  for (const one of await listed(audit, 'notebooks', () => notebooks.list())) {
    found.add('notebook', one.name)
  }
  const customization = () => ports.customizationJobs.list({ limit: jobs })
  for (const one of await listed(audit, 'customization jobs', customization)) {
    found.add('customization job', one.jobArn)
  }
  for (const one of await listed(audit, 'custom models', () => ports.customModels.list())) {
    found.add('custom model', one.modelArn)
  }
  for (const one of await listed(audit, 'repositories', () => imageRepositories.list())) {
    found.add('repository', one.name)
  }
  if (!isHome) return
  for (const name of await listed(audit, 'buckets', () => bucketPosture.list())) {
    found.add('bucket', name)
  }
  for (const one of await listed(audit, 'roles', () => roles.list())) {
    const isLinked = one.arn.includes(':role/aws-service-role/')
    if (!isLinked && isJobRole(one.trustPolicy)) found.add('role', one.roleName)
  }
}

/** What carries all the tags, of the kinds whose tags can be read. */
export const addTagged = async (
  audit: AuditContext,
  tags: Readonly<Record<string, string>>,
  { jobs }: ListLimits,
): Promise<void> => {
  const { ports, pool, found, gap } = audit
  found.addAll(audit.place.waiting)
  const candidates = await taggable(audit, jobs)
  await eachOf(pool, candidates, async ({ kind, name, tagsOf }) => {
    const read = await readOf(pool, tagsOf)
    if ('unread' in read) gap(`tags of ${kind} ${name} could not be read: ${read.unread.why}`)
    const held = answerOf(read)
    const fits = Object.entries(tags).every(([key, value]) => held?.[key] === value)
    if (fits) found.add(kind, name)
  })
  gap('custom models, customization jobs, keys and repositories are found by use, not by tag')
  ports.io.detail(`${candidates.length} things were asked for their tags`)
}

type Candidate = Target & { readonly tagsOf: () => Promise<Readonly<Record<string, string>>> }

const taggable = async (audit: AuditContext, jobs: number): Promise<readonly Candidate[]> => {
  const { bucketPosture, endpoints, trainingJobs, notebooks, roles } = audit.ports
  const training = () => trainingJobs.list({ limit: jobs })
  const bySageMaker = [
    ...(await listed(audit, 'endpoints', () => endpoints.list())).map((one) => ({
      kind: 'endpoint' as const,
      name: one.endpointName,
      arn: one.endpointArn,
    })),
    ...(await listed(audit, 'training jobs', training)).map((one) => ({
      kind: 'training job' as const,
      name: one.jobName,
      arn: one.jobArn,
    })),
    ...(await listed(audit, 'notebooks', () => notebooks.list())).map((one) => ({
      kind: 'notebook' as const,
      name: one.name,
      arn: one.arn,
    })),
  ]
  if (!audit.place.isHome) return asCandidates(bySageMaker, endpoints)
  const jobRoles = (await listed(audit, 'roles', () => roles.list())).filter(({ trustPolicy }) =>
    isJobRole(trustPolicy),
  )
  return [
    ...(await listed(audit, 'buckets', () => bucketPosture.list())).map((name) => ({
      kind: 'bucket' as const,
      name,
      tagsOf: () => bucketPosture.tags(name),
    })),
    ...asCandidates(bySageMaker, endpoints),
    ...jobRoles.map(({ roleName }) => ({
      kind: 'role' as const,
      name: roleName,
      tagsOf: async () => (await roles.find(roleName))?.tags ?? {},
    })),
  ]
}

const asCandidates = (
  things: readonly (Target & { readonly arn: string })[],
  endpoints: Ports['endpoints'],
): readonly Candidate[] =>
  things.map(({ kind, name, arn }) => ({ kind, name, tagsOf: () => endpoints.tags(arn) }))
