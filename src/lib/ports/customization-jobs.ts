/** Bedrock: model customization jobs. Statuses keep AWS's spelling. */
export interface CustomizationJobs {
  create(job: NewCustomizationJob): Promise<{ readonly jobArn: string }>
  /** By ARN or name; undefined when there is none. */
  find(jobIdentifier: string): Promise<CustomizationJobView | undefined>
  list(filter?: JobFilter): Promise<readonly CustomizationJobSummary[]>
  stop(jobIdentifier: string): Promise<void>
}

export type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped'
export type PhaseStatus = 'NotStarted' | JobStatus

export type NewCustomizationJob = {
  readonly jobName: string
  readonly customModelName: string
  readonly roleArn: string
  readonly clientRequestToken: string
  readonly baseModelIdentifier: string
  readonly customizationType: 'FINE_TUNING' | 'CONTINUED_PRE_TRAINING'
  readonly trainingS3Uri: string
  readonly validationS3Uri?: string
  readonly outputS3Uri: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly customModelKmsKeyId?: string
  readonly vpcConfig?: {
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  readonly tags: Readonly<Record<string, string>>
}

export type JobFilter = {
  readonly statusEquals?: JobStatus
  readonly nameContains?: string
  /** At most this many, newest first. */
  readonly limit?: number
}

export type CustomizationJobSummary = {
  readonly jobArn: string
  readonly jobName: string
  readonly status: JobStatus
  readonly baseModelArn: string
  readonly customModelArn?: string
  readonly customModelName?: string
  readonly creationTime: string
  readonly endTime?: string
}

export type CustomizationJobView = CustomizationJobSummary & {
  readonly roleArn: string
  readonly customizationType?: string
  readonly trainingS3Uri?: string
  readonly validationS3Uri?: string
  readonly outputS3Uri: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly clientRequestToken?: string
  readonly lastModifiedTime?: string
  readonly failureMessage?: string
  readonly vpcConfig?: NonNullable<NewCustomizationJob['vpcConfig']>
  /** Of the model that the job makes. */
  readonly outputModelKmsKeyArn?: string
  readonly statusDetails: {
    readonly validation: JobPhase
    readonly dataProcessing: JobPhase
    readonly training: JobPhase
  }
  readonly trainingLoss?: number
  readonly validationLoss?: number
}

export type JobPhase = {
  readonly status: PhaseStatus
  readonly creationTime?: string
  readonly lastModifiedTime?: string
}
