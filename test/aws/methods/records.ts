import { error, type MethodCase } from '../stage.ts'

const TRAIL = {
  Name: 'all',
  TrailARN: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/all',
  HomeRegion: 'eu-west-1',
  S3BucketName: 'acme-trail',
  IsMultiRegionTrail: true,
  LogFileValidationEnabled: true,
}
const TRAIL_VIEW = {
  name: 'all',
  arn: TRAIL.TrailARN,
  homeRegion: 'eu-west-1',
  bucket: 'acme-trail',
  isMultiRegion: true,
  isOrganization: false,
  hasLogFileValidation: true,
  isLogging: true,
}
const CALLS = ['DescribeTrails', 'GetTrailStatus', 'GetEventSelectors']
const byArn = (member: string, answer: object) => (call: { readonly input: object }) =>
  (call.input as Record<string, unknown>)[member] === TRAIL.TrailARN
    ? answer
    : { $error: { code: 'TrailNotFoundException', message: JSON.stringify(call.input) } }
const NOTEBOOK = {
  NotebookInstanceName: 'n',
  NotebookInstanceArn: 'arn:aws:sagemaker:us-east-1:123456789012:notebook-instance/n',
  NotebookInstanceStatus: 'InService',
}
const NOTEBOOK_VIEW = {
  name: 'n',
  arn: NOTEBOOK.NotebookInstanceArn,
  status: 'InService',
}

/** GetEventSelectors is not in ../shared/aws-models: the judge is the sandbox's own model. */
export const trailMethods: readonly MethodCase[] = [
  {
    method: 'trails.list with basic selectors: status and selectors asked by ARN',
    run: (ports) => ports.trails.list(),
    replies: {
      'cloudtrail.DescribeTrails': { trailList: [{ ...TRAIL, KmsKeyId: 'key-1' }] },
      'cloudtrail.GetTrailStatus': byArn('Name', {
        IsLogging: true,
        LatestDeliveryError: 'AccessDenied',
      }),
      'cloudtrail.GetEventSelectors': byArn('TrailName', {
        EventSelectors: [
          {
            IncludeManagementEvents: false,
            DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
          },
        ],
      }),
    },
    gives: [
      {
        ...TRAIL_VIEW,
        kmsKeyId: 'key-1',
        latestDeliveryError: 'AccessDenied',
        dataEventTypes: ['AWS::S3::Object'],
        hasManagementEvents: false,
      },
    ],
    calls: CALLS,
  },
  {
    method: 'trails.list with advanced selectors',
    run: (ports) => ports.trails.list(),
    replies: {
      'cloudtrail.DescribeTrails': { trailList: [TRAIL] },
      'cloudtrail.GetTrailStatus': { IsLogging: true },
      'cloudtrail.GetEventSelectors': {
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Data'] },
              { Field: 'resources.type', Equals: ['AWS::Bedrock::Model'] },
            ],
          },
        ],
      },
    },
    gives: [{ ...TRAIL_VIEW, dataEventTypes: ['AWS::Bedrock::Model'], hasManagementEvents: true }],
    calls: CALLS,
  },
  {
    method: 'trails.list whose selectors the caller may not read',
    run: (ports) => ports.trails.list(),
    replies: {
      'cloudtrail.DescribeTrails': { trailList: [TRAIL] },
      'cloudtrail.GetTrailStatus': { IsLogging: true },
      'cloudtrail.GetEventSelectors': error('AccessDeniedException', 'no', 400),
    },
    gives: [TRAIL_VIEW],
    calls: CALLS,
  },
]

export const recordMethods: readonly MethodCase[] = [
  {
    method: 'notebooks.list',
    run: (ports) => ports.notebooks.list(),
    replies: {
      'sagemaker.ListNotebookInstances': { NotebookInstances: [NOTEBOOK] },
    },
    gives: [NOTEBOOK_VIEW],
    calls: ['ListNotebookInstances'],
  },
  {
    method: 'notebooks.find',
    run: (ports) => ports.notebooks.find('n'),
    replies: {
      'sagemaker.DescribeNotebookInstance': {
        ...NOTEBOOK,
        InstanceType: 'ml.t3.medium',
        DirectInternetAccess: 'Disabled',
        RootAccess: 'Enabled',
        SubnetId: 'subnet-a',
        KmsKeyId: 'key-1',
        InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
      },
    },
    gives: {
      ...NOTEBOOK_VIEW,
      instanceType: 'ml.t3.medium',
      hasDirectInternetAccess: false,
      hasRootAccess: true,
      subnetId: 'subnet-a',
      kmsKeyId: 'key-1',
      minimumMetadataVersion: '2',
    },
    calls: ['DescribeNotebookInstance'],
  },
  {
    method: 'notebooks.find of one that is not there',
    run: (ports) => ports.notebooks.find('n'),
    replies: {
      'sagemaker.DescribeNotebookInstance': error('ValidationException', 'RecordNotFound'),
    },
    gives: undefined,
    calls: ['DescribeNotebookInstance'],
  },
  {
    method: 'invocationLogging.read',
    run: (ports) => ports.invocationLogging.read(),
    replies: {
      'bedrock.GetModelInvocationLoggingConfiguration': {
        loggingConfig: {
          s3Config: { bucketName: 'acme-logs' },
          cloudWatchConfig: {
            logGroupName: '/bedrock',
            roleArn: 'arn:aws:iam::123456789012:role/logs',
          },
          textDataDeliveryEnabled: false,
        },
      },
    },
    gives: { bucket: 'acme-logs', logGroup: '/bedrock', logsText: false },
    calls: ['GetModelInvocationLoggingConfiguration'],
  },
  {
    method: 'invocationLogging.read of nothing',
    run: (ports) => ports.invocationLogging.read(),
    replies: { 'bedrock.GetModelInvocationLoggingConfiguration': {} },
    gives: undefined,
    calls: ['GetModelInvocationLoggingConfiguration'],
  },
]
