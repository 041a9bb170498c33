import type { FlagText } from '../../domain/core/command-line.ts'
import {
  ELASTIC_INFERENCE_GONE,
  elasticInferenceUses,
} from '../../domain/hosting/elastic-inference.ts'
import { maxRuntimeOf, type ReadyTraining, trainingBody } from '../../domain/train/job-body.ts'
import { judgeTraining } from '../../domain/train/problems.ts'
import type { TrainRecipe, TuneRecipe } from '../../domain/train/recipe.ts'
import { definitionsOf, trainingsOf, tuningBody } from '../../domain/train/tuning.ts'
import { judgeTuning } from '../../domain/train/tuning-problems.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Launch, type LaunchOptions, type LaunchResult, launch } from './launch.ts'
import { completeRecipe, loadRecipe, type RecipeFlags } from './recipe.ts'

export type RunRequest = {
  readonly file: string | undefined
  readonly flags: RecipeFlags
  readonly tags: Readonly<Record<string, string>>
  /** Flags as typed, for the line that repeats it. */
  readonly typed: Readonly<Record<string, FlagText>>
}

/**
 * Trains from a recipe: one training job, or with `tune` as many as find the best hyperparameters.
 * @throws DataError MLC-TRN-001, MLC-TRN-003; UsageError MLC-TRN-002; what `launch` throws.
 */
export const runTraining = async (
  ports: Ports,
  mode: 'run' | 'tune',
  request: RunRequest,
  options: LaunchOptions,
): Promise<LaunchResult> => {
  const ready = await readyTraining(ports, mode, request)
  return launch(ports, launchOf(mode, ready, request), options)
}

/** The recipe, complete and judged; advice is said. */
const readyTraining = async (
  ports: Ports,
  mode: 'run' | 'tune',
  request: RunRequest,
): Promise<ReadyTraining> => {
  const recipe = await loadRecipe(ports, 'train', request)
  const tune = mode === 'tune' ? tuneOf(recipe) : undefined
  const ready = await completeRecipe(ports, 'train', { ...sharedMembers(tune), ...recipe })
  const gone = elasticInferenceUses(ready)
  if (gone.length > 0) {
    throw new DataError('MLC-TRN-003', 'The recipe asks for Elastic Inference.', {
      why: ELASTIC_INFERENCE_GONE,
      details: { uses: gone },
    })
  }
  const { problems, advice } = tune === undefined ? judgeTraining(ready) : judgeTuning(ready, tune)
  if (problems.length > 0) {
    throw new DataError('MLC-TRN-003', 'The recipe makes no job that SageMaker takes.', {
      why: problems.join('\n'),
      hint: 'Nothing was sent.',
      details: { problems },
    })
  }
  for (const line of advice) ports.io.warn(line)
  return ready
}

const tuneOf = ({ tune }: TrainRecipe): TuneRecipe => {
  if (tune !== undefined) return tune
  throw new UsageError('MLC-TRN-002', 'The recipe lacks tune.', {
    hint: 'Write metric, goal and ranges under `tune:` into the recipe.',
  })
}

/** What every definition has of its own need not stand in the recipe too. */
const sharedMembers = (tune: TuneRecipe | undefined): Partial<TrainRecipe> => {
  const all = Object.values(tune?.definitions ?? {})
  const of = (member: 'image' | 'instanceType' | 'output') =>
    all.every((one) => one[member] !== undefined) && all[0] !== undefined
      ? { [member]: all[0][member] }
      : {}
  return { ...of('image'), ...of('instanceType'), ...of('output') }
}

const launchOf = (mode: 'run' | 'tune', recipe: ReadyTraining, request: RunRequest): Launch => {
  const tune = mode === 'tune' ? recipe.tune : undefined
  const runs = tune === undefined ? 1 : trainingsOf(tune)
  const recipes =
    tune === undefined ? [recipe] : definitionsOf(recipe, tune).map((one) => one.recipe)
  const [first = recipe, ...others] = recipes
  return {
    kind: tune === undefined ? 'training' : 'tuning',
    name: recipe.name,
    body: tune === undefined ? trainingBody(recipe) : tuningBody(recipe, tune),
    tags: { ...recipe.tags, ...request.tags },
    ...demandOf(first, runs),
    others: others.map((one) => demandOf(one, runs)),
    command: { path: ['train', mode], flags: { file: request.file, ...request.typed } },
  }
}

const demandOf = (recipe: ReadyTraining, runs: number): Pick<Launch, 'use' | 'needs'> => {
  const { instanceType, instances = 1 } = recipe
  return {
    use: { instanceType, instances, maxSeconds: maxRuntimeOf(recipe), runs },
    needs: {
      roleArn: recipe.role,
      image: recipe.image,
      instanceType,
      instances,
      usage: recipe.spot === true ? 'spot training job' : 'training job',
      reads: Object.fromEntries(
        Object.entries(recipe.channels ?? {}).map(([name, { uri }]) => [`channel ${name}`, uri]),
      ),
      writes: {
        output: recipe.output,
        ...(recipe.checkpoints === undefined ? {} : { checkpoints: recipe.checkpoints }),
      },
    },
  }
}
