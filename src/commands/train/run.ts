import { ENGINE_FLAGS } from '../container/engine-flags.ts'
import { testText } from '../container/test-report.ts'
import { defineCommand } from '../define.ts'
import { launchText } from './card.ts'
import { LAUNCH_FLAGS, RUN_ACTIONS, TRAIN_FLAGS } from './job-flags.ts'
import { launchRequest } from './request.ts'

export const trainRun = defineCommand({
  path: ['train', 'run'],
  summary: 'Train on SageMaker from a recipe or from flags',
  about:
    'Checks recipe, role, data, image and quota, shows what it can cost at most, makes the job and follows it. The job is named by its content: the same line again attaches to it. Exits 6 when it fails, with the reason and the end of its log.',
  flags: {
    ...LAUNCH_FLAGS,
    ...TRAIN_FLAGS,
    ...ENGINE_FLAGS,
    local: {
      spec: '--local',
      describe: 'Run it on this machine instead, on data in local folders, and judge it',
      kind: 'boolean',
    },
  },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [...RUN_ACTIONS, 'sagemaker:CreateTrainingJob', 'sagemaker:DescribeTrainingJob'],
  examples: [
    { run: 'mlctl train run -f train.yaml --wait --logs', why: 'train and watch' },
    {
      run: 'mlctl train run -f train.yaml --spot --checkpoints s3://acme/checkpoints/ --price ml.g5.xlarge=1.41',
      why: 'on spot capacity, with the price in the plan',
    },
    {
      run: 'mlctl train run -f train.yaml --local --channel train=./sample',
      why: 'the same recipe on this machine first',
    },
    {
      run: 'mlctl train run -f train.yaml --hyperparameter lr=0.01 --dry-run',
      why: 'what it would do',
    },
  ],
  async run(ports, { flags, globals }) {
    const { runTraining } = await import('../../lib/flows/train/run.ts')
    const { request, options } = await launchRequest(ports, { flags, table: TRAIN_FLAGS, globals })
    if (flags.local !== true) return runTraining(ports, 'run', request, options)
    const { runLocally } = await import('../../lib/flows/train/local.ts')
    return runLocally(ports, request, flags)
  },
  render: (result, view) =>
    'verdict' in result ? testText(result, view) : launchText(result, view),
  exitCode: (result) => ('verdict' in result && result.verdict === 'unfit' ? 8 : 0),
})

export const trainTune = defineCommand({
  path: ['train', 'tune'],
  summary: 'Find the best hyperparameters: many trainings of one recipe',
  about:
    'The recipe has `tune` with metric, goal and ranges; the metric must be among `metrics`. With `definitions` several algorithms are tuned together, each with what differs from the recipe (image, hyperparameters, ranges, metric, instanceType …). The best training is shown, of each definition, with all others by their rank.',
  flags: { ...LAUNCH_FLAGS, ...TRAIN_FLAGS },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [
    ...RUN_ACTIONS,
    'sagemaker:CreateHyperParameterTuningJob',
    'sagemaker:DescribeHyperParameterTuningJob',
    'sagemaker:ListTrainingJobsForHyperParameterTuningJob',
  ],
  examples: [{ run: 'mlctl train tune -f train.yaml --wait', why: 'wait for the best' }],
  async run(ports, { flags, globals }) {
    const { runTraining } = await import('../../lib/flows/train/run.ts')
    const { request, options } = await launchRequest(ports, { flags, table: TRAIN_FLAGS, globals })
    return runTraining(ports, 'tune', request, options)
  },
  render: launchText,
})
