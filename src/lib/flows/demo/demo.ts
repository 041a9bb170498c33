import { recipeOf } from '../../domain/finetune/recipe.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import { CancelledError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { TemporarySandbox } from '../../ports/sandbox-control.ts'
import { canaryStages, type DemoCanaries } from './canary-stages.ts'
import { BASE_MODEL, type DemoData, dataStages } from './data-stages.ts'
import { hushed, steady } from './ports.ts'
import { type DemoAccuracy, serveStages } from './serve-stages.ts'
import { type DemoStage, DemoStopped, type Narrator, narrator } from './stage.ts'
import { type DemoModel, trainStages } from './train-stages.ts'

export type DemoRequest = {
  /** Leaves the folder with everything that was made. */
  readonly keep: boolean
}

export type DemoResult = {
  /** Every check of every stage holds. */
  readonly ok: boolean
  readonly stages: readonly DemoStage[]
  readonly seconds: number
  readonly accuracy?: DemoAccuracy
  readonly created?: readonly string[]
  readonly estimate?: DemoModel['estimate']
  readonly canaries?: DemoCanaries
  /** Where everything lies; absent when it was removed. */
  readonly folder?: string
}

/** 60 minutes of a job pass in 6 seconds: long enough to be watched. */
const CLOCK = 'x600'
/**
 * Steps of a rollout bake for a quarter of an hour. This clock stands still but for what mlctl waits for,
 * which takes no time, so that every demo sees the same traffic and comes to the same verdicts.
 */
const CANARY_CLOCK = '2026-11-22T10:00:00Z'
const SEED = 'demo'

/**
 * The whole path in a sandbox of its own, from a table to a model that is asked, each result checked.
 * Neither AWS nor the user's own sandbox is touched.
 */
export const demo = async (ports: Ports, request: DemoRequest): Promise<DemoResult> => {
  const startedAt = ports.clock.now()
  const sandbox = await ports.sandbox.temporary({ clock: CLOCK, seed: SEED })
  const story = narrator(ports.io)
  ports.io.note(
    'A sandbox of its own, no AWS account, nothing paid. The model in it is a small stand-in',
  )
  ports.io.note(
    'that is really fitted on the data; losses and accuracy are computed, not written down.',
  )
  try {
    const told = await tellAll(sandbox, story).catch((error: unknown) => {
      if (error instanceof DemoStopped) return undefined
      throw error instanceof CancelledError ? stopped(error, request.keep) : error
    })
    const checks = story.stages.flatMap((stage) => stage.checks)
    return {
      ok: told !== undefined && checks.every(({ ok }) => ok),
      stages: story.stages,
      seconds: Math.round((ports.clock.now() - startedAt) / 1_000),
      ...told,
      ...(request.keep ? { folder: sandbox.folder } : {}),
    }
  } finally {
    if (!request.keep) await sandbox.dispose()
  }
}

/** What was interrupted speaks of resuming it; of a sandbox that is gone nothing can be resumed. */
const stopped = (cause: CancelledError, keep: boolean): CancelledError =>
  new CancelledError(
    'MLC-DEMO-002',
    `Stopped${keep ? '' : '; the sandbox of the demo is removed'}.`,
    {
      cause,
    },
  )

const tellAll = async (
  sandbox: TemporarySandbox,
  story: Narrator,
): Promise<Pick<DemoResult, 'accuracy' | 'created' | 'estimate' | 'canaries'>> => {
  const told = await tellModel(hushed(sandbox.ports), story, sandbox.demoData)
  return { ...told, canaries: await tellCanaries(sandbox.ports, story) }
}

/** In a sandbox of their own, whose time passes as mlctl waits. */
const tellCanaries = async (ports: Ports, story: Narrator): Promise<DemoCanaries> => {
  const sandbox = await ports.sandbox.temporary({ clock: CANARY_CLOCK, seed: SEED, silent: true })
  try {
    return await canaryStages(steady(sandbox.ports), story, ports.files)
  } finally {
    await sandbox.dispose()
  }
}

const tellModel = async (
  ports: Ports,
  story: Narrator,
  table: string,
): Promise<Pick<DemoResult, 'accuracy' | 'created' | 'estimate'>> => {
  const columns = await copyTable(ports, table)
  const data = await dataStages(ports, story, { path: 'fraud.csv', columns })
  await writeRecipe(ports, data)
  const { modelName, created, estimate } = await trainStages(ports, story)
  const { validation } = data
  const { accuracy, deployment } = await serveStages(ports, story, { modelName, validation })
  return { accuracy, estimate, created: [...created, `deploy ${modelName} as ${deployment}`] }
}

/** Into the demo's folder, so that what is kept can be tried again there. Answers its columns. */
const copyTable = async ({ files }: Ports, table: string): Promise<readonly string[]> => {
  const text = await files.readText(table)
  await files.writeText('fraud.csv', text)
  return (text.split('\n')[0] ?? '').split(',')
}

const writeRecipe = async (ports: Ports, { train, validation }: DemoData): Promise<void> => {
  const spec: FinetuneSpec = {
    name: 'fraud',
    baseModel: BASE_MODEL,
    customizationType: 'FINE_TUNING',
    data: { train, validation },
    hyperparameters: {},
    use: 'on-demand',
    tags: {},
  }
  const { stringify } = await import('yaml')
  await ports.files.writeText('finetune.yaml', stringify(recipeOf(spec)))
}
