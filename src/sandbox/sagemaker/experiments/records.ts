import type { ConfigRecord, Ground } from '../state.ts'

/** One model of an experiment, as the request has it. */
export type ModelVariant = {
  readonly ModelName: string
  readonly VariantName: string
  readonly InfrastructureConfig: {
    readonly InfrastructureType: 'RealTimeInference'
    readonly RealTimeInferenceConfig: {
      readonly InstanceType: string
      readonly InstanceCount: number
    }
  }
}

export type ShadowMode = {
  readonly SourceModelVariantName: string
  readonly ShadowModelVariants: readonly {
    readonly ShadowModelVariantName: string
    readonly SamplingPercentage: number
  }[]
}

/** A change of the endpoint that the experiment has asked for. */
export type Step = {
  readonly at: number
  /** When the endpoint is in service again, as it plans it. */
  readonly doneAt: number
  readonly configName: string
}

export type Ending = {
  readonly at: number
  readonly doneAt: number
  readonly state: 'Completed' | 'Cancelled'
  readonly reason?: string
  /** What became of each variant. */
  readonly actions: Readonly<Record<string, string>>
}

/** A shadow test: copies of requests go to a second model. Times are milliseconds since the epoch. */
export type ExperimentRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  modifiedAt: number
  readonly roleArn: string
  readonly endpointName: string
  readonly models: readonly ModelVariant[]
  readonly shadowMode: ShadowMode
  readonly description?: string
  readonly dataStorage?: unknown
  readonly kmsKey?: string
  /** When it is to begin, and to end. */
  readonly startAt: number
  readonly endAt: number
  /** Whether the request named times. */
  readonly schedule?: { readonly start?: number; readonly end?: number }
  /** The configuration that the endpoint returns to. */
  original?: ConfigRecord
  started?: Step
  /** Changes of sampling while it runs. */
  updated?: Step
  ending?: Ending
}

export type ExperimentsDocument = { experiments: Record<string, ExperimentRecord> }

const DOCUMENT = 'sagemaker-experiments'
const EMPTY: ExperimentsDocument = { experiments: {} }

type Place = Pick<Ground, 'documents'>

/** The experiments as they were last written; advance.ts carries out what is due. */
export const readExperiments = ({ documents }: Place): ExperimentsDocument =>
  documents.read(DOCUMENT, EMPTY)

/** Changes the experiments in one atomic step. */
export const changeExperiments = <R>(
  { documents }: Place,
  change: (document: ExperimentsDocument) => R,
): R => documents.update(DOCUMENT, structuredClone(EMPTY), change)

export type ExperimentStatus =
  | 'Creating'
  | 'Created'
  | 'Starting'
  | 'Running'
  | 'Updating'
  | 'Stopping'
  | 'Completed'
  | 'Cancelled'

/** Seconds that the service takes to make an experiment; made up. */
export const CREATING_SECONDS = 15

/** How an experiment stands at `now`; `creating` is how long making it takes, in ms. */
export const statusOf = (
  experiment: ExperimentRecord,
  now: number,
  creating: number,
): ExperimentStatus => {
  const { createdAt, startAt, started, updated, ending } = experiment
  if (ending !== undefined && now >= ending.at) {
    return now < ending.doneAt ? 'Stopping' : ending.state
  }
  if (now < createdAt + creating) return 'Creating'
  if (now < startAt) return 'Created'
  if (started === undefined || now < started.doneAt) return 'Starting'
  return updated !== undefined && now < updated.doneAt ? 'Updating' : 'Running'
}
