import { error, type MethodCase } from '../stage.ts'

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
const KEY_ARN = `arn:aws:kms:us-east-1:123456789012:key/${KEY_ID}`
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*' }] }

const METADATA = {
  AWSAccountId: '123456789012',
  KeyId: KEY_ID,
  Arn: KEY_ARN,
  CreationDate: 1_767_225_600,
  Enabled: false,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'PendingDeletion',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyManager: 'CUSTOMER',
  MultiRegion: false,
  DeletionDate: 1_767_225_600,
}

const VIEW = {
  keyArn: KEY_ARN,
  keyId: KEY_ID,
  account: '123456789012',
  region: 'us-east-1',
  state: 'PendingDeletion',
  usage: 'ENCRYPT_DECRYPT',
  spec: 'SYMMETRIC_DEFAULT',
  manager: 'CUSTOMER',
  isMultiRegion: false,
  deletionDate: '2026-01-01T00:00:00Z',
}

const { DeletionDate: _none, ...FRESH } = { ...METADATA, KeyState: 'Enabled', MultiRegion: true }
const { deletionDate: _never, ...FRESH_VIEW } = { ...VIEW, state: 'Enabled', isMultiRegion: true }

export const keyMethods: readonly MethodCase[] = [
  {
    method: 'keys.find of a key about to be deleted',
    run: (ports) => ports.keys.find('alias/mlctl'),
    replies: {
      'kms.DescribeKey': ({ input }) =>
        input.KeyId === 'alias/mlctl' ? { KeyMetadata: METADATA } : {},
    },
    gives: VIEW,
    calls: ['DescribeKey'],
  },
  {
    method: 'keys.find of nothing',
    run: (ports) => ports.keys.find('alias/none'),
    replies: {
      'kms.DescribeKey': error('NotFoundException', 'Alias arn:… is not found.'),
    },
    gives: undefined,
    calls: ['DescribeKey'],
  },
  {
    method: 'keys.policy',
    run: (ports) => ports.keys.policy(KEY_ARN),
    replies: {
      'kms.GetKeyPolicy': ({ input }) =>
        input.PolicyName === 'default'
          ? { Policy: JSON.stringify(POLICY), PolicyName: 'default' }
          : {},
    },
    gives: POLICY,
    calls: ['GetKeyPolicy'],
  },
  {
    method: 'keys.isRotated',
    run: (ports) => ports.keys.isRotated(KEY_ARN),
    replies: { 'kms.GetKeyRotationStatus': { KeyRotationEnabled: true } },
    gives: true,
    calls: ['GetKeyRotationStatus'],
  },
  {
    method: 'keys.list, page after page',
    run: (ports) => ports.keys.list(),
    replies: {
      'kms.ListKeys': ({ input }) =>
        input.Marker === 'more'
          ? { Keys: [{ KeyId: 'b', KeyArn: `${KEY_ARN}b` }], Truncated: false }
          : { Keys: [{ KeyId: 'a', KeyArn: KEY_ARN }], Truncated: true, NextMarker: 'more' },
    },
    gives: [KEY_ARN, `${KEY_ARN}b`],
    calls: ['ListKeys', 'ListKeys'],
  },
  {
    method: 'keys.tags',
    run: (ports) => ports.keys.tags(KEY_ARN),
    replies: { 'kms.ListResourceTags': { Tags: [{ TagKey: 'team', TagValue: 'risk' }] } },
    gives: { team: 'risk' },
    calls: ['ListResourceTags'],
  },
  {
    method: 'keys.create',
    run: (ports) =>
      ports.keys.create({ description: 'for jobs', policy: POLICY, tags: { team: 'risk' } }),
    replies: {
      'kms.CreateKey': ({ input }) =>
        input.Policy === JSON.stringify(POLICY) &&
        JSON.stringify(input.Tags) === '[{"TagKey":"team","TagValue":"risk"}]'
          ? { KeyMetadata: FRESH }
          : { $error: { code: 'TagException', message: JSON.stringify(input) } },
    },
    gives: FRESH_VIEW,
    calls: ['CreateKey'],
  },
  {
    method: 'keys.createAlias',
    run: (ports) => ports.keys.createAlias('alias/mlctl', KEY_ARN),
    gives: undefined,
    calls: ['CreateAlias'],
  },
  {
    method: 'keys.putPolicy',
    run: (ports) => ports.keys.putPolicy(KEY_ARN, POLICY),
    gives: undefined,
    calls: ['PutKeyPolicy'],
  },
  {
    method: 'keys.enableRotation',
    run: (ports) => ports.keys.enableRotation(KEY_ARN),
    gives: undefined,
    calls: ['EnableKeyRotation'],
  },
]
