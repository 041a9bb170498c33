import type { Call, Documents } from '../service.ts'
import type { EndpointRecord } from './endpoints/moment.ts'

export type Tag = { readonly Key: string; readonly Value: string }

/** Members of a request, kept as they came: plain JSON in the API's own spelling. */
export type Members = Readonly<Record<string, unknown>>

/** A model; deleting it does not touch the endpoints that run it. */
export type ModelRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  readonly request: Members
}

/** One entry of ProductionVariants or ShadowProductionVariants, with defaults filled in. */
export type VariantConfig = Members & {
  readonly VariantName: string
  readonly ModelName?: string
  readonly InitialInstanceCount?: number
  readonly InstanceType?: string
  readonly InitialVariantWeight: number
  readonly ServerlessConfig?: ServerlessConfig
}

export type ServerlessConfig = {
  readonly MemorySizeInMB: number
  readonly MaxConcurrency: number
  readonly ProvisionedConcurrency?: number
}

/** An endpoint configuration; it never changes. */
export type ConfigRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  readonly variants: readonly VariantConfig[]
  readonly shadows: readonly VariantConfig[]
  /** All other members that Describe gives back. */
  readonly rest: Members
  /** Until when nobody but its maker knows it: the eventual consistency that a fault plants. */
  readonly visibleAt: number
}

/** An inference component: copies of a model on the instances of a variant. */
export type ComponentRecord = {
  readonly arn: string
  readonly name: string
  readonly endpointName: string
  readonly variantName: string
  readonly createdAt: number
  readonly moments: readonly ComponentMoment[]
}

/** How a component stands from `at` on. */
export type ComponentMoment = {
  readonly at: number
  readonly status: 'InService' | 'Creating' | 'Updating' | 'Failed' | 'Deleting'
  readonly specification: Members
  readonly copies: number
  readonly desiredCopies: number
  readonly failureReason?: string
  readonly deployment?: unknown
  readonly gone?: true
}

/** All of SageMaker hosting in the sandbox, by ARN; the region is part of each ARN. */
export type HostingState = {
  readonly models: Record<string, ModelRecord>
  readonly configs: Record<string, ConfigRecord>
  readonly endpoints: Record<string, EndpointRecord>
  readonly components: Record<string, ComponentRecord>
  readonly tags: Record<string, readonly Tag[]>
}

/** Name of the document that holds the state. */
export const SAGEMAKER_DOCUMENT = 'sagemaker'

const EMPTY: HostingState = { models: {}, configs: {}, endpoints: {}, components: {}, tags: {} }

/** What hosting needs of a call; a neighbour can make one without a call. */
export type Ground = Pick<
  Call,
  'region' | 'accountId' | 'clock' | 'documents' | 'neighbours' | 'seed'
>

/** The state as it was last written; see settle.ts for what has happened since. */
export const readState = ({ documents }: { readonly documents: Documents }): HostingState =>
  documents.read(SAGEMAKER_DOCUMENT, EMPTY)

/** Changes the state in one atomic step; `change` must not call `changeState` again. */
export const changeState = <R>(
  { documents }: { readonly documents: Documents },
  change: (state: HostingState) => R,
): R => documents.update(SAGEMAKER_DOCUMENT, structuredClone(EMPTY), change)

export type Kind =
  | 'model'
  | 'endpoint-config'
  | 'endpoint'
  | 'inference-component'
  | 'inference-experiment'
  | 'inference-recommendations-job'
  | 'training-job'
  | 'hyper-parameter-tuning-job'
  | 'processing-job'
  | 'transform-job'
  | 'notebook-instance'

/** ARN of a named resource; names are told apart without regard to case, and lower case in ARNs. */
export const arnOf = (
  { region, accountId }: Pick<Ground, 'region' | 'accountId'>,
  kind: Kind,
  name: string,
): string => `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`

/** The records that live in the caller's region. */
export const inRegion = <T extends { readonly arn: string }>(
  { region }: Pick<Ground, 'region'>,
  records: Readonly<Record<string, T>>,
): T[] =>
  Object.values(records).filter((record) => record.arn.startsWith(`arn:aws:sagemaker:${region}:`))
