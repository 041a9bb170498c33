import type { ReadyTraining } from './job-body.ts'
import { maxRuntimeOf, maxWaitOf } from './job-body.ts'
import { jobNameProblem } from './names.ts'

/** Longest runtime of a training job: 28 days (API reference, StoppingCondition). */
const MAX_RUNTIME_SECONDS = 28 * 86_400
/** Values of hyperparameters (API model); keys 256. */
const MAX_VALUE = 2_500
const MAX_PARAMETERS = 100

type Judged = { readonly problems: readonly string[]; readonly advice: readonly string[] }

/** What the service would refuse of a training recipe, and what is allowed but seldom meant. */
export const judgeTraining = (recipe: ReadyTraining): Judged => ({
  problems: PROBLEMS.flatMap((find) => find(recipe) ?? []),
  advice: ADVICE.flatMap((find) => find(recipe) ?? []),
})

type Finder = (recipe: ReadyTraining) => string | undefined

const PROBLEMS: readonly Finder[] = [
  ({ name }) => jobNameProblem(name),
  (recipe) =>
    maxRuntimeOf(recipe) > MAX_RUNTIME_SECONDS ? 'maxRuntime is at most 28 days.' : undefined,
  (recipe) => {
    const wait = maxWaitOf(recipe)
    return wait !== undefined && wait < maxRuntimeOf(recipe)
      ? 'maxWait counts the running time too: it must be at least maxRuntime.'
      : undefined
  },
  ({ spot, maxWait }) =>
    spot !== true && maxWait !== undefined ? 'maxWait is for spot training only.' : undefined,
  ({ spot, keepAlive }) =>
    spot === true && keepAlive !== undefined
      ? 'Warm pools (keepAlive) cannot be had with spot capacity.'
      : undefined,
  ({ subnets, securityGroups }) =>
    (subnets === undefined) !== (securityGroups === undefined)
      ? 'subnets and securityGroups belong together.'
      : undefined,
  ({ hyperparameters = {} }) =>
    Object.keys(hyperparameters).length > MAX_PARAMETERS
      ? `${MAX_PARAMETERS} hyperparameters are allowed at most.`
      : undefined,
  ({ hyperparameters = {} }) => {
    const long = Object.entries(hyperparameters).find(([, value]) => value.length > MAX_VALUE)
    return long && `Hyperparameter ${long[0]} is longer than ${MAX_VALUE} characters.`
  },
  ({ channels = {} }) => {
    const local = Object.entries(channels).find(([, { uri }]) => !uri.startsWith('s3://'))
    return local && `Channel ${local[0]} is no S3 address: ${local[1].uri}.`
  },
  ({ channels = {} }) => {
    const name = Object.keys(channels).find((one) => !/^[A-Za-z0-9.\-_]{1,64}$/.test(one))
    return name && `${JSON.stringify(name)} can be no channel name.`
  },
  ({ output }) => (output.startsWith('s3://') ? undefined : 'output must be an S3 address.'),
]

const ADVICE: readonly Finder[] = [
  ({ spot, checkpoints }) =>
    spot === true && checkpoints === undefined
      ? 'Spot without checkpoints: after an interruption the training begins anew. Set checkpoints to an S3 address.'
      : undefined,
  ({ networkIsolation, script }) =>
    networkIsolation === true && script !== undefined
      ? 'With network isolation nothing can be installed when the container starts.'
      : undefined,
  ({ metrics = {} }) => {
    const bad = Object.entries(metrics).find(([, regex]) => !/\((?!\?)/.test(regex))
    return bad && `Metric ${bad[0]} has no group: its expression needs (…) around the number.`
  },
]
