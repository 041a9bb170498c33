import { expect, it } from 'vitest'
import { loadModel } from '../../../src/sandbox/model/load.ts'
import { refusalOf } from '../../../src/sandbox/model/refusal.ts'

const said = async (service: string, operation: string, input: object) => {
  const model = await loadModel(service)
  if (model === undefined) throw new Error(`no model ${service}`)
  const refusal = refusalOf(model, operation, input)
  return refusal === undefined ? undefined : `${refusal.code}: ${refusal.message}`
}

const ROLE = { RoleName: 'r', AssumeRolePolicyDocument: '{}' }
const QUOTA = { ServiceCode: 'bedrock', QuotaCode: 'L-1', DesiredValue: 1 }
const PREFIX = '1 validation error detected: Value'

it.each([
  ['iam', 'CreateRole', ROLE, undefined],
  [
    'iam',
    'CreateRole',
    { ...ROLE, RoleName: 'a b' },
    `ValidationError: ${PREFIX} 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+`,
  ],
  [
    'iam',
    'CreateRole',
    { ...ROLE, MaxSessionDuration: 60 },
    `ValidationError: ${PREFIX} '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600`,
  ],
  [
    'iam',
    'CreateRole',
    { ...ROLE, Tags: [{ Key: '', Value: 'v' }] },
    `ValidationError: 2 validation errors detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+`,
  ],
  [
    'iam',
    'CreateRole',
    { RoleName: 'r' },
    `ValidationError: ${PREFIX} null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null`,
  ],
  ['service-quotas', 'RequestServiceQuotaIncrease', QUOTA, undefined],
  [
    'service-quotas',
    'RequestServiceQuotaIncrease',
    { ...QUOTA, DesiredValue: -1 },
    `ValidationException: ${PREFIX} '-1' at 'desiredValue' failed to satisfy constraint: Member must have value greater than or equal to 0`,
  ],
  [
    'bedrock',
    'ListModelCustomizationJobs',
    { statusEquals: 'Done' },
    `ValidationException: ${PREFIX} 'Done' at 'statusEquals' failed to satisfy constraint: Member must satisfy enum value set: [InProgress, Completed, Failed, Stopping, Stopped]`,
  ],
  [
    's3',
    'PutObject',
    { Bucket: 'b', Key: 'k', StorageClass: 'CHEAP' },
    'InvalidStorageClass: The storage class you specified is not valid',
  ],
  [
    's3',
    'DeleteObjects',
    { Bucket: 'b', Delete: { Objects: [{}] } },
    'MalformedXML: The XML you provided was not well-formed or did not validate against our published schema',
  ],
])('%s %s of %j is refused with %j', async (service, operation, input, expected) => {
  expect(await said(service, operation, input)).toBe(expected)
})
