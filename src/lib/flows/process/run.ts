import { maxRuntimeOf, processingBody } from '../../domain/train/job-body.ts'
import { jobNameProblem } from '../../domain/train/names.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type LaunchOptions, type LaunchResult, launch } from '../train/launch.ts'
import { completeRecipe, loadRecipe } from '../train/recipe.ts'
import type { RunRequest } from '../train/run.ts'

/**
 * Runs a processing container from a recipe.
 * @throws DataError MLC-TRN-001, MLC-TRN-003; UsageError MLC-TRN-002; what `launch` throws.
 */
export const runProcessing = async (
  ports: Ports,
  request: RunRequest,
  options: LaunchOptions,
): Promise<LaunchResult> => {
  const recipe = await loadRecipe(ports, 'process', request)
  const ready = await completeRecipe(ports, 'process', recipe)
  const problem = jobNameProblem(ready.name)
  if (problem !== undefined) throw new DataError('MLC-TRN-003', `The name: ${problem}`)
  const { instanceType, instances = 1 } = ready
  const uris = (places: typeof ready.inputs, what: string) =>
    Object.fromEntries(
      Object.entries(places ?? {}).map(([name, { uri }]) => [`${what} ${name}`, uri]),
    )
  return launch(
    ports,
    {
      kind: 'processing',
      name: ready.name,
      body: processingBody(ready),
      tags: { ...ready.tags, ...request.tags },
      use: { instanceType, instances, maxSeconds: maxRuntimeOf(ready), runs: 1 },
      needs: {
        roleArn: ready.role,
        image: ready.image,
        instanceType,
        instances,
        usage: 'processing job',
        reads: uris(ready.inputs, 'input'),
        writes: uris(ready.outputs, 'output'),
      },
      command: { path: ['process', 'run'], flags: { file: request.file, ...request.typed } },
    },
    options,
  )
}
