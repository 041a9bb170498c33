import { transformBody } from '../../domain/train/job-body.ts'
import { jobNameProblem } from '../../domain/train/names.ts'
import { DataError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type LaunchOptions, type LaunchResult, launch } from '../train/launch.ts'
import { completeRecipe, loadRecipe } from '../train/recipe.ts'
import type { RunRequest } from '../train/run.ts'

/** A transform job has no limit of its own; its cost is shown for a day. */
const SHOWN_SECONDS = 86_400

/**
 * Sends a prefix of objects through a model.
 * @throws DataError MLC-TRN-001, MLC-TRN-003; UsageError MLC-TRN-002; StateError MLC-TRN-005 when the
 * model is not there; what `launch` throws.
 */
export const runTransform = async (
  ports: Ports,
  request: RunRequest,
  options: LaunchOptions,
): Promise<LaunchResult> => {
  const recipe = await loadRecipe(ports, 'transform', request)
  const ready = await completeRecipe(ports, 'transform', recipe)
  const problem = jobNameProblem(ready.name)
  if (problem !== undefined) throw new DataError('MLC-TRN-003', `The name: ${problem}`)
  if ((await ports.hostedModels.find(ready.model)) === undefined) {
    throw new StateError('MLC-TRN-005', `There is no SageMaker model ${ready.model} here.`, {
      hint: 'Nothing was changed. mlctl endpoint create makes models; check the name and --region.',
    })
  }
  const { instanceType, instances = 1 } = ready
  return launch(
    ports,
    {
      kind: 'transform',
      name: ready.name,
      body: transformBody(ready),
      tags: { ...ready.tags, ...request.tags },
      use: { instanceType, instances, maxSeconds: SHOWN_SECONDS, runs: 1 },
      needs: {
        roleArn: undefined,
        image: undefined,
        instanceType,
        instances,
        usage: 'transform job',
        reads: { input: ready.input },
        writes: { output: ready.output },
      },
      command: { path: ['transform', 'run'], flags: { file: request.file, ...request.typed } },
    },
    options,
  )
}
