import { describe, expect, it } from 'vitest'
import { FIXABLE } from '../../../src/lib/domain/audit/fixes.ts'
import type { AuditPolicy, Rule } from '../../../src/lib/domain/audit/rule.ts'
import { AUDIT_RULES, type Kind, RULES_BY_KIND } from '../../../src/lib/domain/audit/rules/index.ts'
import { boundTrust } from '../../../src/lib/domain/audit/trust.ts'

const POLICY: AuditPolicy = {
  now: Date.UTC(2026, 10, 22),
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  requiredTags: ['owner'],
  requireKms: true,
}
const NAMED = { subject: 'arn:aws:x:::thing', name: 'thing' }
const is = (value: unknown) => ({ value })
const UNREAD = { unread: { why: 'x:Read is not allowed', action: 'x:Read' } }

const rowOf = (id: string) => {
  for (const rules of Object.values(RULES_BY_KIND)) {
    const found = (rules as readonly Rule<never>[]).find((rule) => rule.id === id)
    if (found !== undefined) return found
  }
  throw new Error(`no rule ${id}`)
}
const judge = (id: string, facts: object, policy: Partial<AuditPolicy> = {}) =>
  rowOf(id).judge({ ...NAMED, ...facts } as never, { ...POLICY, ...policy })

describe('the table of rules', () => {
  it('has ids of check and aspect, each once', () => {
    const ids = AUDIT_RULES.map(({ id }) => id)
    expect(ids.filter((id) => !/^A\d\d\.[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has every check from A01 to A21', () => {
    const checks = new Set(AUDIT_RULES.map(({ id }) => id.slice(0, 3)))
    const wanted = Array.from({ length: 21 }, (_, i) => `A${String(i + 1).padStart(2, '0')}`)
    expect(wanted.filter((check) => !checks.has(check))).toEqual([])
  })

  it('gives sentences, and an address of AWS, for each', () => {
    const odd = AUDIT_RULES.filter(
      ({ what, why, remedy, source }) =>
        ![what, why, remedy].every((text) => /^[A-Z].*\.$/.test(text)) ||
        !source.startsWith('https://docs.aws.amazon.com/'),
    )
    expect(odd.map(({ id }) => id)).toEqual([])
  })

  it('calls fixable what --fix repairs, and nothing else', () =>
    expect(AUDIT_RULES.filter(({ fixable }) => fixable).map(({ id }) => id)).toEqual(
      [...FIXABLE].sort(),
    ))
})

/** Everything of each kind that a call reads. */
const MEMBERS: Partial<Record<Kind, readonly string[]>> = {
  bucket: [
    'encryption',
    'publicAccessBlock',
    'isPolicyPublic',
    'policy',
    'versioning',
    'loggingTarget',
    'ownership',
    'tags',
  ],
  key: ['key', 'policy', 'isRotated'],
  subnets: ['subnets'],
  vpc: ['vpc', 'routeTables', 'endpoints', 'offered', 'endpointGroups'],
  'security group': ['group'],
  trails: ['trails'],
  'invocation log': ['targets'],
  notebook: ['notebook', 'tags'],
  repository: ['repository'],
  'root user': ['root'],
  user: ['user'],
  role: ['role'],
}

it.each(Object.entries(MEMBERS))(
  'what may not be read of a %s is unknown, never fine',
  (kind, members) => {
    const facts = {
      ...NAMED,
      ...Object.fromEntries(members.map((member) => [member, UNREAD])),
      subnetIds: ['subnet-1'],
      hostsEndpoint: true,
      carriesClusters: true,
    }
    const verdicts = (RULES_BY_KIND[kind as Kind] as readonly Rule<never>[]).map((rule) => [
      rule.id,
      rule.judge(facts as never, POLICY).status,
    ])
    expect(verdicts).toEqual(verdicts.map(([id]) => [id, 'unknown']))
  },
)

const BLOCK = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true }
const KEY = {
  state: 'Enabled',
  manager: 'CUSTOMER',
  usage: 'ENCRYPT_DECRYPT',
  spec: 'SYMMETRIC_DEFAULT',
  region: 'us-east-1',
}
const TRAIL = {
  name: 'audit',
  isLogging: true,
  isMultiRegion: true,
  hasLogFileValidation: true,
  dataEventTypes: ['AWS::S3::Object'],
}
const SUBNET = { subnetId: 'subnet-1', vpcId: 'vpc-1', availableIpAddressCount: 250 }
const open = (Condition?: object) =>
  is({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', Condition }],
  })
const serving = (type: string, over: object = {}) =>
  is({ ProductionVariants: [{ VariantName: 'a', InstanceType: type, ...over }] })
const keyMade = (createdAt: string, isActive = true) =>
  is({ accessKeys: [{ accessKeyId: 'AKIAABCDEFGHIJKLMNOP', isActive, createdAt }] })
const trusting = (Statement: object) => is({ trustPolicy: { Statement }, inlinePolicies: [] })
const SERVICE = { Effect: 'Allow', Principal: { Service: 'bedrock.amazonaws.com' } }

it.each<[id: string, facts: object, status: string]>([
  ['A01.default-encryption', { encryption: is(undefined) }, 'fault'],
  ['A01.default-encryption', { encryption: is({ algorithm: 'AES256' }) }, 'ok'],
  ['A01.customer-key', { encryption: is({ algorithm: 'AES256' }) }, 'fault'],
  ['A01.customer-key', { encryption: is({ algorithm: 'aws:kms:dsse' }) }, 'ok'],
  [
    'A02.public-access-block',
    { publicAccessBlock: is({ ...BLOCK, restrictPublicBuckets: true }) },
    'ok',
  ],
  [
    'A02.public-access-block',
    { publicAccessBlock: is({ ...BLOCK, restrictPublicBuckets: false }) },
    'fault',
  ],
  ['A07.key-state', { key: is(undefined) }, 'fault'],
  ['A07.key-state', { key: is({ ...KEY, state: 'PendingImport' }) }, 'fault'],
  ['A07.key-form', { key: is(KEY) }, 'ok'],
  ['A07.key-form', { key: is({ ...KEY, usage: '' }) }, 'ok'],
  ['A07.key-form', { key: is({ ...KEY, spec: 'RSA_2048' }) }, 'fault'],
  ['A07.key-form', { key: is({ ...KEY, region: 'eu-west-1' }) }, 'fault'],
  [
    'A07.key-rotation',
    { key: is({ ...KEY, manager: 'AWS' }), isRotated: is(false) },
    'not-applicable',
  ],
  ['A07.key-policy', { policy: open() }, 'fault'],
  ['A07.key-policy', { policy: open({ StringEquals: { 'kms:CallerAccount': '1' } }) }, 'ok'],
  ['A08.subnets', { subnetIds: ['subnet-1', 'subnet-2'], subnets: is([SUBNET]) }, 'fault'],
  [
    'A08.subnets',
    {
      subnetIds: ['subnet-1', 'subnet-2'],
      subnets: is([SUBNET, { ...SUBNET, subnetId: 'subnet-2', vpcId: 'vpc-2' }]),
    },
    'fault',
  ],
  ['A08.addresses', { subnets: is([{ ...SUBNET, availableIpAddressCount: 4 }]) }, 'fault'],
  ['A08.addresses', { subnets: is([{ ...SUBNET, availableIpAddressCount: 5 }]) }, 'ok'],
  ['A13.trail', { trails: is([]) }, 'fault'],
  ['A13.trail', { trails: is([{ ...TRAIL, hasManagementEvents: false }]) }, 'fault'],
  ['A13.all-regions', { trails: is([]) }, 'not-applicable'],
  ['A13.delivery', { trails: is([{ ...TRAIL, latestDeliveryError: 'AccessDenied' }]) }, 'fault'],
  ['A14.data-events', { trails: is([TRAIL]) }, 'ok'],
  ['A14.data-events', { trails: is([{ ...TRAIL, dataEventTypes: undefined }]) }, 'unknown'],
  ['A15.invocation-log', { targets: is(undefined) }, 'fault'],
  ['A15.invocation-log', { targets: is({ logsText: true }) }, 'ok'],
  ['A16.encryption', { config: serving('ml.g5.xlarge') }, 'not-applicable'],
  ['A16.encryption', { config: serving('ml.m5.xlarge') }, 'fault'],
  [
    'A16.encryption',
    { config: serving('ml.m5.xlarge', { ServerlessConfig: {} }) },
    'not-applicable',
  ],
  ['A16.instances', { endpoint: { variants: [{ variantName: 'a', serverless: {} }] } }, 'ok'],
  [
    'A16.instances',
    { endpoint: { variants: [{ variantName: 'a', currentInstanceCount: 1 }] } },
    'fault',
  ],
  ['A18.volume-key', { job: { instanceType: 'ml.p4d.24xlarge', security: {} } }, 'not-applicable'],
  ['A18.traffic-encryption', { job: { instanceCount: 1, security: {} } }, 'not-applicable'],
  ['A19.digest', { isPinned: false }, 'fault'],
  ['A19.vulnerabilities', { scan: is({ counts: { HIGH: 1 } }) }, 'fault'],
  ['A19.vulnerabilities', { scan: is({ counts: { MEDIUM: 9 } }) }, 'ok'],
  ['A19.vulnerabilities', { scan: is(undefined) }, 'not-applicable'],
  ['A21.root-mfa', { root: is({ hasMfa: false, hasAccessKeys: false }) }, 'fault'],
  ['A21.root-keys', { root: is({ hasMfa: true, hasAccessKeys: true }) }, 'fault'],
  ['A21.user-mfa', { user: is({ hasConsolePassword: false, hasMfa: false }) }, 'not-applicable'],
  ['A21.old-keys', { user: keyMade('2026-08-23T23:00:00Z') }, 'ok'],
  ['A21.old-keys', { user: keyMade('2026-08-22T00:00:00Z') }, 'fault'],
  ['A21.old-keys', { user: keyMade('2020-01-01T00:00:00Z', false) }, 'ok'],
  ['A22.confused-deputy', { role: trusting(SERVICE) }, 'fault'],
  [
    'A22.confused-deputy',
    {
      role: trusting({
        ...SERVICE,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:bedrock:*' } },
      }),
    },
    'ok',
  ],
  [
    'A22.confused-deputy',
    { role: trusting({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }) },
    'ok',
  ],
  ['A23.vpc', { job: {} }, 'fault'],
  ['A23.model-key', { model: { modelKmsKeyArn: 'arn:aws:kms:us-east-1:1:key/a' } }, 'ok'],
  ['A23.model-key', { model: {} }, 'fault'],
])('%s of %j: %s', (id, facts, status) => expect(judge(id, facts).status).toBe(status))

it('shows of an access key no more than finds it', () => {
  const verdict = judge('A21.old-keys', { user: keyMade('2020-01-01T00:00:00Z') })
  expect(JSON.stringify(verdict)).toContain('…MNOP')
  expect(JSON.stringify(verdict)).not.toContain('AKIA')
})

it('asks for keys and tags of buckets only where they are demanded', () => {
  const facts = { encryption: is({ algorithm: 'AES256' }), tags: is({}) }
  const lax = { requireKms: false, requiredTags: [] }
  expect(judge('A01.customer-key', facts, lax).status).toBe('not-applicable')
  expect(judge('A20.bucket-tags', facts, lax).status).toBe('not-applicable')
  expect(judge('A20.bucket-tags', facts).status).toBe('fault')
})

it('proposes a trust that is bound to the account, all else as it was', () => {
  const own = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::1:root' },
    Action: 'sts:AssumeRole',
  }
  const trust = {
    Version: '2012-10-17',
    Statement: [own, { ...SERVICE, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  }
  const bound = boundTrust(trust, '111122223333')
  expect(bound.Statement[0]).toEqual(own)
  expect(bound.Statement[1]?.Condition).toEqual({
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    StringEquals: { 'aws:SourceAccount': '111122223333' },
  })
  const role = is({ trustPolicy: bound })
  expect(judge('A22.confused-deputy', { role }).status).toBe('ok')
})
