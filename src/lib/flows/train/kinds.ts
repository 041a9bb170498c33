import type { Ports } from '../../ports/all.ts'
import type { Jobs, SageMakerJobView } from '../../ports/jobs.ts'
import type { TrainingJobView } from '../../ports/training-jobs.ts'
import type { TuningJobView } from '../../ports/tuning-jobs.ts'

export const JOB_KINDS = ['training', 'tuning', 'processing', 'transform'] as const
export type JobKind = (typeof JOB_KINDS)[number]

/** The port of a kind, by the members that all views share. */
export const jobsOf = (
  ports: Pick<Ports, JobPorts>,
  kind: JobKind,
): Jobs<SageMakerJobView & Partial<TrainingJobView> & Partial<TuningJobView>> => {
  switch (kind) {
    case 'training':
      return ports.trainingJobs
    case 'tuning':
      return ports.tuningJobs
    case 'processing':
      return ports.processingJobs
    case 'transform':
      return ports.transformJobs
  }
}

export type JobPorts = 'trainingJobs' | 'tuningJobs' | 'processingJobs' | 'transformJobs'

type Facts = {
  /** SageMaker's own; a tuning job's lines are those of its trainings. */
  readonly logGroup: string | undefined
  readonly create: string
  readonly stop: string
  /** Word in the names of quotas, `<type> for <word> usage`. */
  readonly usage: string
}

/** Log groups: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
export const KIND_FACTS: Readonly<Record<JobKind, Facts>> = {
  training: {
    logGroup: '/aws/sagemaker/TrainingJobs',
    create: 'sagemaker.CreateTrainingJob',
    stop: 'sagemaker.StopTrainingJob',
    usage: 'training job',
  },
  tuning: {
    logGroup: undefined,
    create: 'sagemaker.CreateHyperParameterTuningJob',
    stop: 'sagemaker.StopHyperParameterTuningJob',
    usage: 'training job',
  },
  processing: {
    logGroup: '/aws/sagemaker/ProcessingJobs',
    create: 'sagemaker.CreateProcessingJob',
    stop: 'sagemaker.StopProcessingJob',
    usage: 'processing job',
  },
  transform: {
    logGroup: '/aws/sagemaker/TransformJobs',
    create: 'sagemaker.CreateTransformJob',
    stop: 'sagemaker.StopTransformJob',
    usage: 'transform job',
  },
}
