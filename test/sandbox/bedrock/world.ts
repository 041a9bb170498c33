import { readFileSync } from 'node:fs'
import { bedrock } from '../../../src/sandbox/bedrock/bedrock.ts'
import { type BedrockFault, plantFault } from '../../../src/sandbox/bedrock/faults.ts'
import { bedrockRuntime } from '../../../src/sandbox/bedrock/runtime.ts'
import { keyOperations } from '../../../src/sandbox/kms/keys.ts'
import { kms } from '../../../src/sandbox/kms/kms.ts'
import type { Call, Input, Neighbours, Service } from '../../../src/sandbox/service.ts'
import { runChecked } from './checked.ts'
import { fakeDocuments, fakeObjects, fakeRole, NO_HOSTING } from './fake-neighbours.ts'

export const MINUTE = 60_000

type Surroundings = Pick<Call, 'region' | 'clock' | 'documents' | 'neighbours'>

/** Makes the calls of one caller in these surroundings. */
const callsIn = (surroundings: Surroundings) => {
  let requests = 0
  return (service: Service, operation: string): Call => ({
    ...surroundings,
    service: service.name,
    operation,
    accountId: '000000000000',
    caller: { arn: 'arn:aws:iam::000000000000:user/sandbox', userId: 'AIDA', accessKeyId: 'AKIA' },
    requestId: `request-${++requests}`,
  })
}

/** Quotas that allow a job and its deployment, and no model units: as in a new account. */
const newAccount = () =>
  new Map([
    ['L-CB5B847D', 100],
    ['L-1EF80F3E', 10],
    ['L-430C95DD', 2],
    ['L-EC6A6ABC', 20_000],
    ['L-031F46A7', 20_000],
  ])

/** A sandbox around the two Bedrock services: S3 on a temporary folder, IAM and quotas in memory. */
export type World = ReturnType<typeof createWorld>

/** Defaults: us-east-1 in November 2026, at the pace of AWS. */
export const createWorld = (
  options: { region?: string; now?: string; msPerSecond?: number } = {},
) => {
  const region = options.region ?? 'us-east-1'
  const documents = fakeDocuments()
  const objects = fakeObjects(region)
  const { port: roles, role } = fakeRole()
  const quotas = newAccount()
  const quota = (_service: string, code: string): number => quotas.get(code) ?? 0
  const neighbours: Neighbours = { roles, objects: objects.port, quota, ...NO_HOSTING }
  const time = { now: Date.parse(options.now ?? '2026-11-22T12:00:00Z') }
  const clock = { now: () => time.now, duration: (s: number) => s * (options.msPerSecond ?? 1000) }
  const call = callsIn({ region, clock, documents: documents.port, neighbours })
  return {
    buckets: objects.buckets,
    quotas,
    role,
    plant: (fault: BedrockFault) => plantFault(documents.port, fault),
    put: (bucket: string, key: string, text: string) =>
      objects.port.put(bucket, key, new TextEncoder().encode(text)),
    bedrock: (operation: string, input: Input = {}) =>
      runChecked(bedrock, call(bedrock, operation), input),
    runtime: (operation: string, input: Input) =>
      runChecked(bedrockRuntime, call(bedrockRuntime, operation), input),
    keys: (prefix = '') => objects.port.list('data', prefix),
    text: (key: string) => readFileSync(objects.port.path('data', key) ?? '', 'utf8'),
    newKey: (): { id: string; arn: string } => {
      const { KeyMetadata } = keyOperations.CreateKey(call(kms, 'CreateKey'), {})
      const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string }
      return { id: KeyId, arn: Arn }
    },
    pass: (ms: number) => {
      time.now += ms
    },
    remove: objects.remove,
    now: () => time.now,
  }
}

/** What a refusal was: its code and text. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ code: string; message: string }> => {
  try {
    await work
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return { code: 'accepted', message: '' }
}
