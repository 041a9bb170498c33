/** CloudTrail: what is recorded of the calls made. */
export interface Trails {
  /** Shadow trails of other regions and of the organization included. */
  list(): Promise<readonly TrailView[]>
}

export type TrailView = {
  readonly name: string
  readonly arn: string
  readonly homeRegion: string
  readonly bucket: string
  readonly isMultiRegion: boolean
  readonly isOrganization: boolean
  readonly hasLogFileValidation: boolean
  readonly kmsKeyId?: string
  readonly isLogging: boolean
  readonly latestDeliveryError?: string
  /** Resource types whose data events are recorded: AWS::S3::Object, AWS::Bedrock::Model, …; undefined when it may not be read. */
  readonly dataEventTypes?: readonly string[]
  readonly hasManagementEvents?: boolean
}
