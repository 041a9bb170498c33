import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'
import { FOLLOW_ACTIONS, FOLLOW_FLAGS, JOB_FLAGS, PACK_FLAGS } from './flags.ts'
import { packOf, specOf } from './request.ts'

export const remote = defineCommand({
  path: ['remote'],
  summary: 'Run any command in this folder on a SageMaker instance, and bring back what it makes',
  about:
    'Packs the folder (without what .gitignore, .mlctlignore and --exclude name), sends it once per content, runs the command in the image and shows its output. Files that it makes or changes, /opt/ml/model and $MLCTL_OUTPUT come back to --output. mlctl ends with the exit code of the command itself; 6 means that the job ended otherwise, 7 that waiting reached --timeout; --json tells them apart (command.exitCode). The same line again attaches to the job that is there. The image needs /bin/sh, tar and gzip, no Python.',
  args: {
    name: 'command',
    describe: 'The command and its arguments, after two dashes',
    variadic: true,
  },
  flags: { ...JOB_FLAGS, ...PACK_FLAGS, ...FOLLOW_FLAGS },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [
    ...FOLLOW_ACTIONS,
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:GetDownloadUrlForLayer',
    ...ROLE_ACTIONS,
    'iam:PassRole',
    'iam:SimulatePrincipalPolicy',
    's3:CreateBucket',
    's3:ListBucket',
    's3:PutObject',
    'sagemaker:AddTags',
    'sagemaker:CreateTrainingJob',
    'servicequotas:ListServiceQuotas',
  ],
  examples: [
    {
      run: 'mlctl remote --image IMAGE --instance-type ml.m5.xlarge --role train -- python train.py --epochs 3',
      why: 'what runs here, there',
    },
    {
      run: 'mlctl remote --image IMAGE --instance-type ml.m5.large --role train --spot --yes -- Rscript fit.R',
      why: 'R on spot capacity, in a script',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { runRemote } = await import('../../lib/flows/remote/run.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    return runRemote(ports, {
      spec: specOf(flags, args),
      role: flags.role,
      bucket: flags.bucket,
      pack: packOf(flags),
      output: flags.output,
      again: flags.again === true,
      prices: instancePrices(flags.price),
      tags: globals.tags,
      wait: globals.wait ?? true,
      follow: {
        timeoutMs: globals.timeoutMs,
        stopOnExit: flags.stopOnExit === true,
        printLog: !globals.json,
      },
      apply: applyOptionsOf(globals),
    })
  },
  render: (result) => {
    if (result.status === 'planned') return plannedText(result)
    return result.status === 'started'
      ? `Job ${result.jobName} goes on by itself. Its log and outputs: ${result.next}`
      : ''
  },
  exitCode: (result) => (result.status === 'ended' ? result.command.exitCode : 0),
})
