import type { AuditPolicy } from '../../domain/audit/rule.ts'
import type { Tallied } from '../../domain/audit/tally.ts'
import { createTally } from '../../domain/audit/tally.ts'
import type { Target, TargetKind } from '../../domain/audit/targets.ts'
import { countOf } from '../../domain/core/count.ts'
import { CancelledError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { eachOf, type Pool, patiently } from '../invoke/pool.ts'
import { type AuditContext, onlyPlace, type Place } from './context.ts'
import { createFound, type Placement } from './found.ts'
import { CONCURRENCY, unreadOf } from './read.ts'
import { readAccount, readKey, readRole } from './read-access.ts'
import { readBucket } from './read-buckets.ts'
import { readEndpoint, readNotebook } from './read-hosting.ts'
import {
  readCustomizationJob,
  readCustomModel,
  readImage,
  readRepository,
  readTrainingJob,
} from './read-jobs.ts'
import { readNetwork } from './read-network.ts'
import { type AuditScope, addAccount, addTagged, type ListLimits, projectTargets } from './scope.ts'

export type Look = Tallied & { readonly gaps: readonly string[] }

export type LookRequest = {
  readonly scope: AuditScope
  readonly policy: AuditPolicy
  readonly limits: ListLimits
  /** One of several regions; the only one when absent. */
  readonly place?: Place
}

type Reader = (audit: AuditContext, name: string) => Promise<void>
type Wave = readonly (readonly [TargetKind, Reader])[]

/** In this order: each wave finds what the later ones look at. */
const WAVES: readonly (readonly [label: string, wave: Wave])[] = [
  [
    'Reading endpoints, jobs and notebooks',
    [
      ['endpoint', readEndpoint],
      ['training job', readTrainingJob],
      ['notebook', readNotebook],
      ['customization job', readCustomizationJob],
    ],
  ],
  [
    'Reading buckets, repositories and roles',
    [
      ['custom model', readCustomModel],
      ['bucket', readBucket],
      ['repository', readRepository],
      ['role', readRole],
    ],
  ],
  ['Reading keys', [['key', readKey]]],
]

/**
 * Reads and judges everything of a scope, a few at a time; what may not be read is told, never fatal.
 * @throws CancelledError MLC-AUD-004 on Ctrl-C: half an audit would look like a good one.
 */
export const look = async (
  ports: Ports,
  { scope, policy, limits, place = onlyPlace() }: LookRequest,
): Promise<Look> => {
  const pool: Pool = { clock: ports.clock, signal: ports.io.signal, concurrency: CONCURRENCY }
  const gaps = new Set<string>()
  const audit: AuditContext = {
    ports,
    pool,
    policy,
    tally: createTally(policy),
    found: createFound(),
    followsBuckets: scope.kind === 'project' || scope.kind === 'tag',
    named: new Set(
      scope.kind === 'named' ? scope.targets.map(({ kind, name }) => `${kind} ${name}`) : [],
    ),
    place,
    lists: [],
    gap: (text) => void gaps.add(text),
  }
  try {
    await readAll(audit, scope, limits)
  } catch (error) {
    throw ports.io.signal.aborted ? interrupted(error) : error
  }
  if (ports.io.signal.aborted) throw interrupted(ports.io.signal.reason)
  const shut = whyShut(audit)
  const told = shut === undefined ? [...gaps] : [`${policy.region} could not be looked at: ${shut}`]
  return { ...audit.tally.result(), gaps: told }
}

/** A region of which no list is given is told as one thing, by its first reason. */
const whyShut = ({ lists, place }: AuditContext): string | undefined =>
  place.isHome || lists.some((why) => why === undefined) ? undefined : lists[0]

const interrupted = (cause: unknown) =>
  new CancelledError('MLC-AUD-004', 'Stopped: the audit is not complete, and nothing is told.', {
    cause,
    hint: 'Run the same line again; --bucket, --endpoint and the like look at less.',
  })

const readAll = async (audit: AuditContext, scope: AuditScope, limits: ListLimits) => {
  const progress = audit.ports.io.progress(`${audit.place.label}Looking what there is`)
  await begin(audit, scope, limits).finally(() => progress.stop())
  for (const [label, wave] of WAVES) await readWave(audit, label, wave)
  await readRest(audit, scope)
  for (const [region, buckets] of audit.found.otherRegions()) {
    const [first = ''] = buckets
    const line =
      scope.kind === 'named'
        ? `audit --region ${region} --bucket ${first}`
        : `audit --account --region ${region}`
    audit.gap(`${countOf(buckets.length, 'bucket')} in ${region} not looked at: mlctl ${line}`)
  }
}

const readRest = async (audit: AuditContext, scope: AuditScope): Promise<void> => {
  const progress = audit.ports.io.progress(
    `${audit.place.label}Reading images, network and account`,
  )
  try {
    await eachOf(audit.pool, audit.found.images(), (image) => readImage(audit, image))
    await readNetwork(audit)
    const readsAccount = scope.kind === 'account' || scope.kind === 'project'
    if (readsAccount && whyShut(audit) === undefined) await readAccount(audit)
  } finally {
    progress.stop()
  }
}

const begin = async (audit: AuditContext, scope: AuditScope, limits: ListLimits): Promise<void> => {
  const { ports, policy, found } = audit
  if (scope.kind === 'named') return found.addAll(scope.targets)
  if (scope.kind === 'account') return addAccount(audit, limits)
  if (scope.kind === 'tag') return addTagged(audit, scope.tags, limits)
  const where = { ...policy, target: (await ports.target()).name }
  const { targets, placement } = await projectTargets(ports, where)
  found.addAll(targets)
  const use: Placement = { ...placement, usedBy: 'mlctl.yaml' }
  found.place(use)
}

const readWave = async (audit: AuditContext, label: string, wave: Wave): Promise<void> => {
  const tasks = wave.flatMap(([kind, reader]) =>
    audit.found
      .of(kind)
      .map((name): Target & { readonly reader: Reader } => ({ kind, name, reader })),
  )
  if (tasks.length === 0) return
  const progress = audit.ports.io.progress(`${audit.place.label}${label}`, {
    total: tasks.length,
    unit: 'steps',
  })
  let done = 0
  const read = async ({ kind, name, reader }: (typeof tasks)[number]): Promise<void> => {
    await patiently(audit.pool, () => reader(audit, name)).catch((error: unknown) => {
      // A thing that was asked for by name and is not there is the caller's mistake.
      if (error instanceof StateError && error.code === 'MLC-AUD-003') throw error
      audit.gap(`${kind} ${name} could not be read: ${unreadOf(error).why}`)
    })
    done++
    progress.update({ done })
  }
  await eachOf(audit.pool, tasks, read).finally(() => progress.stop())
}
