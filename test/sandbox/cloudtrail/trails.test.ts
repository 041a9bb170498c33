import * as sdk from '@aws-sdk/client-cloudtrail'
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const policyFor = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: ['s3:GetBucketAcl', 's3:PutObject'].map((Action) => ({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action,
      Resource: Action === 's3:PutObject' ? `arn:aws:s3:::${bucket}/*` : `arn:aws:s3:::${bucket}`,
    })),
  })

/** An account with a bucket that CloudTrail may write to. */
const account = async () => {
  const engine = newEngine({ clock: 'skip' })
  const clients = inProcess(engine)
  const Bucket = 'acme-trail'
  await clients.s3.send(new CreateBucketCommand({ Bucket }))
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyFor(Bucket) }))
  return { engine, clients, trails: clients.cloudtrail }
}

const failure = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'nothing',
    (error: Error) => error.name,
  )

const TRAIL = { Name: 'all', S3BucketName: 'acme-trail', IsMultiRegionTrail: true }

describe('trails', () => {
  it('log from when they are started until they are stopped', async () => {
    const { trails } = await account()
    await trails.send(new sdk.CreateTrailCommand({ ...TRAIL, EnableLogFileValidation: true }))
    const status = () => trails.send(new sdk.GetTrailStatusCommand({ Name: 'all' }))
    expect((await status()).IsLogging).toBe(false)
    await trails.send(new sdk.StartLoggingCommand({ Name: 'all' }))
    expect(await status()).toMatchObject({ IsLogging: true, StartLoggingTime: expect.any(Date) })
    await trails.send(new sdk.StopLoggingCommand({ Name: 'all' }))
    expect(await status()).toMatchObject({ IsLogging: false, StopLoggingTime: expect.any(Date) })
  })

  it('of all regions are seen in every region, and changed in their own alone', async () => {
    const { engine, trails } = await account()
    const { TrailARN } = await trails.send(new sdk.CreateTrailCommand(TRAIL))
    const away = inProcess(engine, undefined, 'eu-west-1').cloudtrail
    const { trailList } = await away.send(new sdk.DescribeTrailsCommand({}))
    expect(trailList).toMatchObject([{ TrailARN, HomeRegion: 'us-east-1' }])
    const own = await away.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: false }))
    expect(own.trailList).toEqual([])
    expect(await failure(away.send(new sdk.GetTrailStatusCommand({ Name: 'all' })))).toBe(
      'TrailNotFoundException',
    )
    await away.send(new sdk.GetTrailStatusCommand({ Name: TrailARN ?? '' }))
    expect(await failure(away.send(new sdk.StartLoggingCommand({ Name: TrailARN ?? '' })))).toBe(
      'InvalidHomeRegionException',
    )
  })

  it('record management events until selectors say otherwise; the kinds replace each other', async () => {
    const { trails } = await account()
    await trails.send(new sdk.CreateTrailCommand(TRAIL))
    const selectors = () => trails.send(new sdk.GetEventSelectorsCommand({ TrailName: 'all' }))
    const custom = async () =>
      (await trails.send(new sdk.DescribeTrailsCommand({}))).trailList?.[0]?.HasCustomEventSelectors
    expect((await selectors()).EventSelectors).toMatchObject([{ IncludeManagementEvents: true }])
    expect(await custom()).toBe(false)
    const AdvancedEventSelectors = [
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        ],
      },
    ]
    await trails.send(
      new sdk.PutEventSelectorsCommand({ TrailName: 'all', AdvancedEventSelectors }),
    )
    const { EventSelectors, AdvancedEventSelectors: now } = await selectors()
    expect(EventSelectors).toBeUndefined()
    expect(now).toMatchObject(AdvancedEventSelectors)
    expect(await custom()).toBe(true)
  })

  it.each([
    [
      'a bucket that is not there',
      { ...TRAIL, S3BucketName: 'nowhere' },
      'S3BucketDoesNotExistException',
    ],
    [
      'a bucket that does not let it write',
      { ...TRAIL, S3BucketName: 'closed' },
      'InsufficientS3BucketPolicyException',
    ],
    ['a name with a space', { ...TRAIL, Name: 'not a name' }, 'InvalidTrailNameException'],
    ['a name that is taken', { ...TRAIL, Name: 'first' }, 'TrailAlreadyExistsException'],
  ])('of %s are refused', async (_, input, code) => {
    const { trails, clients } = await account()
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'closed' }))
    await trails.send(new sdk.CreateTrailCommand({ ...TRAIL, Name: 'first' }))
    expect(await failure(trails.send(new sdk.CreateTrailCommand(input)))).toBe(code)
  })
})

describe('the event history', () => {
  it('tells the management calls that were really answered, newest first, and no data events', async () => {
    const { clients, trails } = await account()
    await clients.sts.send(new GetCallerIdentityCommand({}))
    await failure(trails.send(new sdk.CreateTrailCommand({ ...TRAIL, S3BucketName: 'nowhere' })))
    const { Events = [] } = await trails.send(new sdk.LookupEventsCommand({}))
    expect(Events.map(({ EventName }) => EventName)).toEqual([
      'CreateTrail',
      'GetCallerIdentity',
      'PutBucketPolicy',
      'CreateBucket',
    ])
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
      errorCode: 'S3BucketDoesNotExistException',
      eventSource: 'cloudtrail.amazonaws.com',
      awsRegion: 'us-east-1',
    })
  })

  it('is looked up by one attribute and a span of time, in pages', async () => {
    const { clients, trails, engine } = await account()
    const lookup = async (input: sdk.LookupEventsCommandInput) =>
      (await trails.send(new sdk.LookupEventsCommand(input))).Events?.length
    const by = (AttributeKey: 'EventName' | 'ReadOnly' | 'ResourceName', AttributeValue: string) =>
      lookup({ LookupAttributes: [{ AttributeKey, AttributeValue }] })
    await clients.sts.send(new GetCallerIdentityCommand({}))
    expect(await by('EventName', 'CreateBucket')).toBe(1)
    expect(await by('ReadOnly', 'false')).toBe(2)
    expect(await by('ResourceName', 'acme-trail')).toBe(0)
    expect(await lookup({ EndTime: new Date(engine.clock.now() - 3_600_000) })).toBe(0)
    const first = await trails.send(new sdk.LookupEventsCommand({ MaxResults: 1 }))
    expect(first.Events).toHaveLength(1)
    expect(first.NextToken).toBeDefined()
  })
})
