import { maxRuntimeOf } from '../../domain/train/job-body.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EngineFlags } from '../container/engine.ts'
import { type TestResult, test } from '../container/test.ts'
import { testOptions } from '../container/test-options.ts'
import { loadRecipe } from './recipe.ts'
import type { RunRequest } from './run.ts'

/** The training toolkits read the script's name here. */
const PROGRAM = 'SAGEMAKER_PROGRAM'
/** Longer waits for a first answer than any training has. */
const STARTUP_MS = 60_000
/** A run on one's own machine is a trial: an hour is enough unless the recipe says less. */
const MOST_LOCAL_SECONDS = 3_600

/**
 * Runs a training recipe on this machine, by the same contract that `container test` judges: the
 * image, hyperparameters, environment and network isolation of the recipe, data from local folders.
 * @throws UsageError MLC-TRN-002 without an image, or for channels that are not local; what `test` throws.
 */
export const runLocally = async (
  ports: Ports,
  request: RunRequest,
  engine: EngineFlags,
): Promise<TestResult> => {
  const recipe = await loadRecipe(ports, 'train', request)
  const { image, script, env = {}, channels = {}, hyperparameters = {} } = recipe
  if (image === undefined) {
    throw new UsageError('MLC-TRN-002', 'The recipe lacks image.', { hint: 'Pass --image.' })
  }
  if ((recipe.entrypoint ?? recipe.arguments) !== undefined) {
    throw new DataError('MLC-TRN-003', 'A local run starts the image by itself.', {
      hint: 'Leave out entrypoint and arguments, or put them into the image.',
    })
  }
  const remote = Object.entries(channels).find(([, { uri }]) => uri.startsWith('s3://'))
  if (remote !== undefined) {
    throw new UsageError('MLC-TRN-002', `Channel ${remote[0]} is in S3 (${remote[1].uri}).`, {
      hint: `Name a folder with some of its data: --channel ${remote[0]}=./sample`,
    })
  }
  const options = await testOptions(ports, {
    environment: script === undefined ? env : { ...env, [PROGRAM]: script },
    channels: Object.fromEntries(Object.entries(channels).map(([name, { uri }]) => [name, uri])),
    pipes: Object.entries(channels)
      .filter(([, { inputMode }]) => (inputMode ?? recipe.inputMode) === 'Pipe')
      .map(([name]) => name),
    hyperparameters,
    contentType: 'application/json',
    model: undefined,
    payload: undefined,
    memory: undefined,
    startupTimeout: STARTUP_MS,
    runTimeout: Math.min(MOST_LOCAL_SECONDS, maxRuntimeOf(recipe)) * 1_000,
    stopTimeout: undefined,
  })
  return test(ports, {
    ...engine,
    image,
    kind: 'training',
    instanceType: recipe.instanceType,
    junit: undefined,
    buildOptions: [],
    options,
  })
}
