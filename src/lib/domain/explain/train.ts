import type { Explanation } from './rows.ts'

/** What `mlctl train`, `process` and `transform` refuse, and how jobs end. */
export const TRAIN_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-TRN-001',
    title: 'The recipe cannot be read',
    means: 'A recipe is YAML or JSON, and its unknown members are errors.',
    fix: 'Correct the lines that are named. Examples with all members: mlctl help recipes',
  },
  {
    id: 'MLC-TRN-002',
    title: 'The recipe lacks something',
    means: 'A member is missing without which no such job can be made or looked at.',
    fix: 'Write it into the recipe, or pass the flag that is named.',
  },
  {
    id: 'MLC-TRN-003',
    title: 'The recipe makes no job that SageMaker takes',
    means:
      'Members contradict each other or a limit of the API: spot with warm pools, a wait shorter than the runtime, channels that are no S3 addresses, instances that cannot train.',
    fix: 'Read the reasons; nothing was sent.',
  },
  {
    id: 'MLC-TRN-004',
    title: 'The role may not read the data or write the output',
    means: 'IAM simulated the role of the job: its policies do not allow what is named.',
    fix: 'Allow s3:GetObject on the data and s3:PutObject on the output in the policies of the role.',
  },
  {
    id: 'MLC-TRN-005',
    title: 'The data, bucket or model of a job is not there',
    means: 'Jobs read and write buckets of their own region; a prefix must have objects.',
    fix: 'Check the address, --region and --profile.',
  },
  {
    id: 'MLC-TRN-006',
    title: 'The image is not there',
    means: 'SageMaker pulls images from ECR of its own region; no image has this tag or digest.',
    fix: 'mlctl container push, then use the address that it prints.',
  },
  {
    id: 'MLC-TRN-007',
    title: 'No such job',
    means: 'Nothing of this name exists in the account and region of this run.',
    fix: 'mlctl train list shows what there is; check --region and --profile.',
  },
  {
    id: 'MLC-TRN-008',
    title: 'The job is over already',
    means: 'Only a running job can be stopped.',
    fix: 'mlctl train status shows how it ended.',
  },
  {
    id: 'MLC-TRN-009',
    title: 'All attempts at a job are used up',
    means: 'Names of jobs can never be used again, and 99 attempts of this content ended badly.',
    fix: 'Pass another --name.',
  },
  {
    id: 'MLC-TRN-010',
    title: 'The job failed',
    means:
      'The reason is the service’s; AlgorithmError means that the container ended with an exit code, and the end of its log follows.',
    fix: 'mlctl train logs shows all of it. The same line starts the next attempt once it is mended.',
  },
  {
    id: 'MLC-TRN-011',
    title: 'The job was stopped',
    means: 'Somebody stopped it. A stopped job cannot go on; what it had written is kept.',
    fix: 'The same line starts it again as the next attempt.',
  },
  {
    id: 'MLC-TRN-012',
    title: 'The job reached its longest runtime',
    means: 'SageMaker ended it at maxRuntime; what was in the model folder by then is kept.',
    fix: 'Raise --max-runtime, or take a larger instance.',
  },
  {
    id: 'MLC-TRN-013',
    title: 'The spot job waited too long',
    means: 'Running and waiting for capacity together reached maxWait.',
    fix: 'Raise --max-wait, take another --instance-type, or leave out --spot.',
  },
  {
    id: 'MLC-TRN-014',
    title: 'The recipe holds secrets',
    means:
      'A token or key stands in env, hyperparameters or tags. SageMaker shows them to everybody who may describe the job, and they would stay in plans and in the journal.',
    fix: 'Store it in Secrets Manager or Parameter Store, let the role of the job read it, and pass only its name.',
  },
]
