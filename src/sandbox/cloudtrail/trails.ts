import { defined, list, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { checkBucket } from './bucket.ts'
import { refusal } from './errors.ts'
import { changeTrails, readTrails, type Tag, type TrailRecord } from './state.ts'

/** Letters, digits, periods, underscores and dashes; the ends are letters or digits. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?=[A-Za-z0-9])){1,126}[A-Za-z0-9]$/

const arnOf = (call: Call, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:cloudtrail:${call.region}:${call.accountId}:trail/${nameOrArn}`

type Trails = Readonly<Record<string, TrailRecord>>

/** By name here, or by the ARN of any region. Throws TrailNotFoundException. */
export const trailOf = (call: Call, trails: Trails, nameOrArn: string): TrailRecord => {
  const arn = arnOf(call, nameOrArn)
  const trail = trails[arn]
  if (trail === undefined) throw refusal.notFound(arn, call.accountId)
  return trail
}

/** The trail to change, which is possible in its home region alone. */
export const ownTrail = (call: Call, trails: Trails, nameOrArn: string): TrailRecord => {
  const trail = trailOf(call, trails, nameOrArn)
  if (trail.homeRegion !== call.region) throw refusal.homeRegion(trail.homeRegion)
  return trail
}

const SETTINGS = [
  'S3BucketName',
  'S3KeyPrefix',
  'IncludeGlobalServiceEvents',
  'IsMultiRegionTrail',
  'CloudWatchLogsLogGroupArn',
  'CloudWatchLogsRoleArn',
  'KmsKeyId',
  'IsOrganizationTrail',
]

const settingsOf = (input: Input): Readonly<Record<string, unknown>> =>
  defined({
    ...Object.fromEntries(SETTINGS.map((name) => [name, input[name]])),
    LogFileValidationEnabled: input.EnableLogFileValidation,
  })

/** What a trail is when nothing is said (API reference of CreateTrail). */
const DEFAULTS = {
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: false,
  LogFileValidationEnabled: false,
  IsOrganizationTrail: false,
}

const view = ({ name, arn, settings }: TrailRecord): Output => ({
  Name: name,
  TrailARN: arn,
  ...settings,
})

const described = (trail: TrailRecord): Output => ({
  ...view(trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors:
    trail.advancedEventSelectors.length > 0 ||
    JSON.stringify(trail.eventSelectors) !== JSON.stringify(DEFAULT_SELECTORS),
  HasInsightSelectors: false,
})

/** All management events and no data events: what a trail records until somebody says otherwise. */
const DEFAULT_SELECTORS: readonly unknown[] = [
  {
    ReadWriteType: 'All',
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
]

/** Looks at the bucket that a request names, if it names one. */
const checkPlace = (call: Call, nameOrArn: string, input: Input): void => {
  const bucket = optionalText(input, 'S3BucketName')
  const prefix = optionalText(input, 'S3KeyPrefix')
  if (bucket !== undefined) checkBucket(call, { bucket, trailArn: arnOf(call, nameOrArn), prefix })
}

/** A trail that is not logging yet. */
export const createTrail = (call: Call, input: Input): Output => {
  const name = text(input, 'Name')
  if (!NAME.test(name)) throw refusal.name(name)
  checkPlace(call, name, input)
  const trail: TrailRecord = {
    name,
    arn: arnOf(call, name),
    homeRegion: call.region,
    settings: { ...DEFAULTS, ...settingsOf(input) },
    isLogging: false,
    eventSelectors: DEFAULT_SELECTORS,
    advancedEventSelectors: [],
    tags: list<Tag>(input, 'TagsList'),
  }
  changeTrails(call, (trails) => {
    if (trails[trail.arn] !== undefined) throw refusal.exists(name, call.accountId)
    trails[trail.arn] = trail
  })
  return view(trail)
}

export const updateTrail = (call: Call, input: Input): Output => {
  checkPlace(call, text(input, 'Name'), input)
  return changeTrails(call, (trails) => {
    const trail = ownTrail(call, trails, text(input, 'Name'))
    trail.settings = { ...trail.settings, ...settingsOf(input) }
    return view(trail)
  })
}

export const deleteTrail = (call: Call, input: Input): Output => {
  changeTrails(call, (trails) => {
    delete trails[ownTrail(call, trails, text(input, 'Name')).arn]
  })
  return {}
}

/** The trails of this region, and those of others that record all regions unless they are left out. */
export const describeTrails = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'trailNameList').map((name) => arnOf(call, name))
  const trailList = Object.values(readTrails(call))
    .filter(
      ({ homeRegion, settings }) =>
        homeRegion === call.region ||
        (settings.IsMultiRegionTrail === true && input.includeShadowTrails !== false),
    )
    .filter(({ arn }) => names.length === 0 || names.includes(arn))
    .map(described)
  return { trailList }
}

const instant = (at: number | undefined): Date | undefined =>
  at === undefined ? undefined : new Date(at)

/** Whether it is logging, and since when; log files are not delivered here, so no delivery is told of. */
export const getTrailStatus = (call: Call, input: Input): Output => {
  const trail = trailOf(call, readTrails(call), text(input, 'Name'))
  return defined({
    IsLogging: trail.isLogging,
    StartLoggingTime: instant(trail.startedAt),
    StopLoggingTime: instant(trail.stoppedAt),
  })
}

/** StartLogging and StopLogging. */
export const setLogging =
  (isLogging: boolean) =>
  (call: Call, input: Input): Output => {
    changeTrails(call, (trails) => {
      const trail = ownTrail(call, trails, text(input, 'Name'))
      if (trail.isLogging === isLogging) return
      trail.isLogging = isLogging
      if (isLogging) trail.startedAt = call.clock.now()
      else trail.stoppedAt = call.clock.now()
    })
    return {}
  }

const selectorsOf = (trail: TrailRecord): Output => ({
  TrailARN: trail.arn,
  ...(trail.advancedEventSelectors.length > 0
    ? { AdvancedEventSelectors: trail.advancedEventSelectors }
    : { EventSelectors: trail.eventSelectors }),
})

export const getEventSelectors = (call: Call, input: Input): Output =>
  selectorsOf(trailOf(call, readTrails(call), text(input, 'TrailName')))

/** Basic or advanced selectors: each kind takes the place of the other. */
export const putEventSelectors = (call: Call, input: Input): Output => {
  const basic = list(input, 'EventSelectors')
  const advanced = list(input, 'AdvancedEventSelectors')
  if (basic.length > 0 === advanced.length > 0) {
    throw refusal.selectors('Specify either EventSelectors or AdvancedEventSelectors, not both.')
  }
  return changeTrails(call, (trails) => {
    const trail = ownTrail(call, trails, text(input, 'TrailName'))
    trail.eventSelectors = basic
    trail.advancedEventSelectors = advanced
    return selectorsOf(trail)
  })
}

/** Adds tags to a trail; one of the same key is replaced. */
export const addTags = (call: Call, input: Input): Output => {
  changeTrails(call, (trails) => {
    const trail = ownTrail(call, trails, text(input, 'ResourceId'))
    const added = list<Tag>(input, 'TagsList')
    const kept = trail.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key))
    trails[trail.arn] = { ...trail, tags: [...kept, ...added] }
  })
  return {}
}

export const listTags = (call: Call, input: Input): Output => {
  const trails = readTrails(call)
  const ResourceTagList = list<string>(input, 'ResourceIdList').map((id) => ({
    ResourceId: id,
    TagsList: trailOf(call, trails, id).tags,
  }))
  return { ResourceTagList }
}
