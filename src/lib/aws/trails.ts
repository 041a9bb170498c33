import type {
  GetEventSelectorsCommandOutput,
  GetTrailStatusCommandOutput,
  Trail,
} from '@aws-sdk/client-cloudtrail'
import { AccessError } from '../errors.ts'
import type { Trails, TrailView } from '../ports/trails.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

export const trailsOf = (aws: AwsSession): Trails => ({
  list: async () => {
    const { trailList = [] } = await aws.cloudTrail(
      { operation: 'DescribeTrails', subject: 'trails' },
      (client, sdk) => client.send(new sdk.DescribeTrailsCommand({})),
    )
    return Promise.all(trailList.map((trail) => withStatus(aws, trail)))
  },
})

/** By ARN: a trail of another region or of the organization is not known here by its name. */
const withStatus = async (aws: AwsSession, trail: Trail): Promise<TrailView> => {
  const arn = trail.TrailARN ?? trail.Name ?? ''
  const subject = `trail ${trail.Name ?? arn}`
  const [status, selectors] = await Promise.all([
    aws.cloudTrail({ operation: 'GetTrailStatus', subject }, (client, sdk) =>
      client.send(new sdk.GetTrailStatusCommand({ Name: arn })),
    ),
    readable(
      aws.cloudTrail({ operation: 'GetEventSelectors', subject }, (client, sdk) =>
        client.send(new sdk.GetEventSelectorsCommand({ TrailName: arn })),
      ),
    ),
  ])
  return { ...view(trail, status), ...(selectors === undefined ? {} : recorded(selectors)) }
}

/** Selectors may be closed to the caller, and an organization's are its management account's. */
const readable = async <T>(attempt: Promise<T>): Promise<T | undefined> => {
  try {
    return await instead(attempt, [NOT_FOUND, 'TrailNotFoundException'], undefined)
  } catch (error) {
    if (error instanceof AccessError) return undefined
    throw error
  }
}

const view = (trail: Trail, status: GetTrailStatusCommandOutput): TrailView => ({
  name: trail.Name ?? '',
  arn: trail.TrailARN ?? '',
  homeRegion: trail.HomeRegion ?? '',
  bucket: trail.S3BucketName ?? '',
  isMultiRegion: trail.IsMultiRegionTrail ?? false,
  isOrganization: trail.IsOrganizationTrail ?? false,
  hasLogFileValidation: trail.LogFileValidationEnabled ?? false,
  isLogging: status.IsLogging ?? false,
  ...present({
    kmsKeyId: trail.KmsKeyId,
    latestDeliveryError: status.LatestDeliveryError || undefined,
  }),
})

/** What basic and advanced selectors record; a trail has one of the two kinds. */
const recorded = ({
  EventSelectors: basic = [],
  AdvancedEventSelectors: advanced = [],
}: GetEventSelectorsCommandOutput): Required<
  Pick<TrailView, 'dataEventTypes' | 'hasManagementEvents'>
> => {
  const fields = advanced.map(({ FieldSelectors = [] }) => ({
    category: FieldSelectors.find(({ Field }) => Field === 'eventCategory')?.Equals ?? [],
    types: FieldSelectors.find(({ Field }) => Field === 'resources.type')?.Equals ?? [],
  }))
  const types = [
    ...basic.flatMap(({ DataResources = [] }) => DataResources.flatMap(({ Type }) => Type ?? [])),
    ...fields.flatMap(({ category, types }) => (category.includes('Data') ? types : [])),
  ]
  return {
    dataEventTypes: [...new Set(types)].sort(),
    hasManagementEvents:
      basic.some(({ IncludeManagementEvents }) => IncludeManagementEvents ?? true) ||
      fields.some(({ category }) => category.includes('Management')),
  }
}
