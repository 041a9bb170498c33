import { createHash } from 'node:crypto'
import type { Call } from '../service.ts'

export type Tag = { readonly key: string; readonly value: string }

/** What the validation of a job's records found; computed once, from the uploaded files. */
export type ValidationOutcome = {
  readonly records: number
  readonly failure?: string
}

/** What the training of a job gave; losses are the stand-in's, in nats per token. */
export type TrainingOutcome =
  | {
      readonly modelArn: string
      readonly trainingLoss: number
      readonly validationLosses: readonly number[]
    }
  | { readonly failure: string }

/** A planted misfortune: see faults.ts. */
export type JobEffect = 'internal-error' | 'stuck-in-queue' | 'fail-training'

/** A customization job. Times are milliseconds since the epoch. */
export type JobRecord = {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly token?: string
  readonly modelName: string
  readonly roleArn: string
  /** Inference id of the foundation model at the bottom. */
  readonly foundationId: string
  readonly baseModelArn: string
  /** The custom model that this job builds on, if it does. */
  readonly parentArn?: string
  readonly customizationType: string
  readonly kmsKeyArn?: string
  readonly trainingUri: string
  readonly validationUris: readonly string[]
  readonly outputUri: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly vpcConfig?: unknown
  readonly modelTags: readonly Tag[]
  readonly createdAt: number
  /** Milliseconds here for a second on AWS, as the clock stood at creation. */
  readonly msPerSecond: number
  readonly effect?: JobEffect
  validation?: ValidationOutcome
  training?: TrainingOutcome
  stoppedAt?: number
}

export type ModelRecord = {
  readonly arn: string
  readonly name: string
  readonly jobArn: string
  readonly createdAt: number
}

export type DeploymentRecord = {
  readonly arn: string
  readonly name: string
  readonly description?: string
  readonly createdAt: number
  readonly activeAt: number
  readonly failure?: string
  /** The model that answers until `swap` has run its course. */
  readonly modelArn: string
  readonly swap?: { readonly modelArn: string; readonly startedAt: number; readonly doneAt: number }
}

export type ProvisionedRecord = {
  readonly arn: string
  readonly name: string
  readonly units: number
  readonly modelArn: string
  readonly foundationId: string
  readonly commitment?: string
  readonly createdAt: number
  readonly inServiceAt: number
  readonly modifiedAt: number
  readonly failure?: string
  readonly swap?: { readonly modelArn: string; readonly doneAt: number }
}

/** All of Bedrock's control plane in the sandbox, by ARN; the region is part of each ARN. */
export type BedrockState = {
  readonly jobs: Record<string, JobRecord>
  readonly models: Record<string, ModelRecord>
  readonly deployments: Record<string, DeploymentRecord>
  readonly provisioned: Record<string, ProvisionedRecord>
  readonly tags: Record<string, readonly Tag[]>
  /** ARN made by the first request that carried a client token. */
  readonly tokens: Record<string, string>
}

/** Name of the document that holds the state. */
export const BEDROCK_DOCUMENT = 'bedrock'

const EMPTY: BedrockState = {
  jobs: {},
  models: {},
  deployments: {},
  provisioned: {},
  tags: {},
  tokens: {},
}

/** The state as it is now; not to be changed. */
export const readState = (call: Call): BedrockState => call.documents.read(BEDROCK_DOCUMENT, EMPTY)

/** Changes the state in one atomic step. */
export const changeState = <R>(call: Call, change: (state: BedrockState) => R): R =>
  call.documents.update(BEDROCK_DOCUMENT, structuredClone(EMPTY), change)

/** The 12 characters that end an ARN; the same for the same parts. */
export const idFrom = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12)

/** An ARN of the caller's account and region. */
export const arnOf = (call: Call, resource: string): string =>
  `arn:aws:bedrock:${call.region}:${call.accountId}:${resource}`

/** The records that live in the caller's region. */
export const inRegion = <T extends { readonly arn: string }>(
  call: Call,
  records: Readonly<Record<string, T>>,
): T[] =>
  Object.values(records).filter((record) =>
    record.arn.startsWith(`arn:aws:bedrock:${call.region}:`),
  )

/** A record of the region by ARN or name. */
export const findRecord = <T extends { readonly arn: string; readonly name: string }>(
  call: Call,
  records: Readonly<Record<string, T>>,
  identifier: string,
): T | undefined =>
  inRegion(call, records).find(({ arn, name }) => arn === identifier || name === identifier)

/** Where a request's client token is kept. */
export const tokenKey = (call: Call, token: unknown): string | undefined =>
  typeof token === 'string' ? `${call.region} ${call.operation} ${token}` : undefined
