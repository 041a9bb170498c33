import type { AuditPolicy } from '../../domain/audit/rule.ts'
import type { Tallied } from '../../domain/audit/tally.ts'
import { createTally } from '../../domain/audit/tally.ts'
import type { Target, TargetKind } from '../../domain/audit/targets.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { eachOf, type Pool, patiently } from '../invoke/pool.ts'
import type { AuditContext } from './context.ts'
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
}

type Reader = (audit: AuditContext, name: string) => Promise<void>

/** In this order: each wave finds what the later ones look at. */
const WAVES: readonly (readonly (readonly [TargetKind, Reader])[])[] = [
  [
    ['endpoint', readEndpoint],
    ['training job', readTrainingJob],
    ['notebook', readNotebook],
    ['customization job', readCustomizationJob],
  ],
  [
    ['custom model', readCustomModel],
    ['bucket', readBucket],
    ['repository', readRepository],
    ['role', readRole],
  ],
  [['key', readKey]],
]

/** Reads and judges everything of a scope, a few at a time; what may not be read is told, never fatal. */
export const look = async (ports: Ports, { scope, policy, limits }: LookRequest): Promise<Look> => {
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
    gap: (text) => void gaps.add(text),
  }
  const progress = ports.io.progress('Reading how things are protected')
  try {
    await begin(audit, scope, limits)
    for (const wave of WAVES) await readWave(audit, wave, progress.update)
    await eachOf(pool, audit.found.images(), (image) => readImage(audit, image))
    await readNetwork(audit)
    if (scope.kind === 'account' || scope.kind === 'project') await readAccount(audit)
  } finally {
    progress.stop()
  }
  ports.io.signal.throwIfAborted()
  return { ...audit.tally.result(), gaps: [...gaps] }
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

const readWave = async (
  audit: AuditContext,
  wave: (typeof WAVES)[number],
  update: (now: { readonly label: string }) => void,
): Promise<void> => {
  const tasks = wave.flatMap(([kind, reader]) =>
    audit.found
      .of(kind)
      .map((name): Target & { readonly reader: Reader } => ({ kind, name, reader })),
  )
  let done = 0
  await eachOf(audit.pool, tasks, async ({ kind, name, reader }) => {
    await patiently(audit.pool, () => reader(audit, name)).catch((error: unknown) => {
      // A thing that was asked for by name and is not there is the caller's mistake.
      if (error instanceof StateError && error.code === 'MLC-AUD-003') throw error
      audit.gap(`${kind} ${name} could not be read: ${unreadOf(error).why}`)
    })
    done++
    update({ label: `Reading: ${done} of ${tasks.length} (${kind} ${name})` })
  })
}
