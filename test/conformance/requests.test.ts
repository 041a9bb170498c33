import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withTlsOnly } from '../../src/lib/domain/storage/bucket-policy.ts'
import { type AwsPorts, awsPorts } from '../../src/wiring/aws.ts'
import { clientsOf } from '../sandbox/clients.ts'
import { openGateway } from '../support/gateway.ts'
import { CREDENTIALS, mlctl, serveSandbox, trainingLines } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** The published API models with their checker; a sibling folder that need not be there. */
const CHECKER = join(import.meta.dirname, '../../../shared/aws-models/check.mjs')
const SDK_FOLDER = join(import.meta.dirname, '../../src/lib/aws/sdk')
const isThere = existsSync(CHECKER)

type Recorded = {
  readonly operation: string
  readonly violations: readonly unknown[]
}

/** Two doors to a sandbox that judge every request by its API model. */
const judgedDoors = async (upstream: string) => {
  const { startRecorder, decodeRequest, checkInput } = await import(CHECKER)
  const s3Calls: Recorded[] = []
  // The recorder gives every answer to HEAD the length 0, so S3 goes through a gateway.
  const s3 = await openGateway(upstream, {
    before: (_call, raw) => {
      const call = decodeRequest(raw)
      const broken = checkInput(call.service, call.operation, call.input)
      s3Calls.push({ operation: call.operation, violations: [...call.problems, ...broken] })
      return true
    },
  })
  const recorder = await startRecorder({ upstream })
  onTestFinished(() => recorder.close())
  const calls = (): readonly Recorded[] => [...s3Calls, ...recorder.calls]
  const env = {
    AWS_ENDPOINT_URL: recorder.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    // ../shared/aws-models lacks Access Analyzer: test/aws judges its requests by the sandbox's own model.
    AWS_ENDPOINT_URL_ACCESSANALYZER: upstream,
  }
  return { env, calls }
}

/** Services of this story; those of others are exercised by their own, and all by test/aws. */
const OF_THIS_JOB = ['bedrock', 'bedrock-runtime', 'iam', 's3', 'service-quotas', 'sts']

/** Those that ../shared/aws-models has; of the others test/aws judges by the sandbox's own models. */
const operationsOfTheCode = async (): Promise<readonly string[]> => {
  const { model } = await import(CHECKER)
  const names = await Promise.all(
    OF_THIS_JOB.map(async (service) => {
      const known: object = model(service).operations
      return Object.keys(await import(join(SDK_FOLDER, `${service}.ts`)))
        .filter((name) => name.endsWith('Command'))
        .map((name) => name.replace(/Command$/, ''))
        .filter((name) => Object.hasOwn(known, name))
    }),
  )
  return names.flat().sort()
}

/** What the recorder says of an operation that its models lack. */
const isUnknown = (violation: unknown): boolean =>
  /not in the compact model/.test(String((violation as { message?: unknown }).message))

const STORY = `
iam setup --role ft --data s3://acme-conf/mlctl/ --output s3://acme-conf/mlctl/ --yes
iam check --role ft --data s3://acme-conf/mlctl/ --output s3://acme-conf/mlctl/
finetune run --name fraud --base-model nova-micro --train train.jsonl --validation valid.jsonl --bucket acme-conf --role ft --yes --wait
finetune models
doctor --for finetune.run --role ft --bucket acme-conf --base-model nova-micro
finetune list
finetune metrics JOB
dataset upload big.jsonl --to s3://acme-conf/big/
dataset upload big.jsonl --to s3://acme-conf/big/
model list
model show JOB
throughput quote --job JOB
throughput buy --job JOB --name pt --accept-hourly-cost unknown --wait
throughput list
throughput update pt --rename pt2 --yes
throughput release pt2 --confirm pt2
deployment create --job JOB --name od --wait
finetune run --name more --base-model nova-micro --train train.jsonl --bucket acme-conf --role ft --yes --wait
deployment update od --job MORE --yes --wait
deployment list
invoke od --prompt amount=3
invoke od --input questions.jsonl
deployment delete od --confirm od
model delete JOB --confirm JOB
`

/** What only a conversation, a repair or an interrupted transfer sends. */
const rareRequests = async (ports: AwsPorts, served: string): Promise<void> => {
  const { objects, roles, invocations, quotas, customizationJobs } = ports
  const at = { bucket: 'acme-conf', key: 'interrupted.jsonl' }
  await objects.blockPublicAccess(at.bucket)
  await objects.encrypt(at.bucket)
  await objects.putBucketPolicy(at.bucket, withTlsOnly(null, 'aws', at.bucket))
  expect(await objects.listBuckets()).toEqual([at.bucket])
  const uploadId = await objects.createMultipartUpload(at)
  expect(await objects.listParts(at, uploadId)).toEqual([])
  await objects.abortMultipartUpload(at, uploadId)
  await attachPolicy(served)
  expect((await roles.find('ft'))?.attachedPolicies).toHaveLength(1)
  await roles.updateTrust('ft', (await roles.find('ft'))?.trustPolicy)
  expect(await roles.list()).toHaveLength(1)
  expect(await quotas.value('bedrock', 'L-00000000')).toBeUndefined()
  expect(await ports.invocationLogging.read()).toBeUndefined()
  const [job] = await customizationJobs.list()
  await customizationJobs.stop(job?.jobArn ?? '').catch((error) => expect(error.exitCode).toBe(5))
  const question = { role: 'user', text: 'amount=3' } as const
  const modelId = 'us.amazon.nova-micro-v1:0'
  for await (const chunk of await invocations.converseStream({ modelId, messages: [question] })) {
    expect(chunk.kind).toMatch(/text|end/)
  }
}

/** What only audit and doctor ask: the account's users, how a bucket is protected, access to a model. */
const postureRequests = async (
  { accountSecurity, bucketPosture, foundationModels }: AwsPorts,
  refuseReport: () => Promise<unknown>,
): Promise<void> => {
  const bucket = 'acme-conf'
  expect(await accountSecurity.root()).toEqual({ hasMfa: true, hasAccessKeys: false })
  const reported = await accountSecurity.users()
  await refuseReport()
  const asked = await accountSecurity.users()
  for (const users of [reported, asked]) {
    expect(users.find(({ userName }) => userName === 'ci')?.accessKeys).toHaveLength(1)
  }
  await bucketPosture.putOwnership(bucket, 'BucketOwnerEnforced')
  expect(await bucketPosture.ownership(bucket)).toBe('BucketOwnerEnforced')
  await bucketPosture.enableVersioning(bucket)
  expect(await bucketPosture.versioning(bucket)).toBe('Enabled')
  expect(await bucketPosture.isPolicyPublic(bucket)).toBe(false)
  expect(typeof (await bucketPosture.tags(bucket))).toBe('object')
  expect(await foundationModels.availability('amazon.nova-micro-v1:0')).toBeDefined()
}

/** A user with an access key. */
const makeUser = async (served: string): Promise<void> => {
  const { CreateAccessKeyCommand, CreateUserCommand } = await import('@aws-sdk/client-iam')
  const { iam } = clientsOf({ endpoint: served })
  await iam.send(new CreateUserCommand({ UserName: 'ci' }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }))
}

const REPORT_REFUSED = {
  match: 'iam.GenerateCredentialReport',
  times: 1,
  error: 'AccessDenied',
  status: 403,
}

const attachPolicy = async (endpoint: string): Promise<void> => {
  const { AttachRolePolicyCommand } = await import('@aws-sdk/client-iam')
  const { iam } = clientsOf({ endpoint })
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'ft', PolicyArn }))
}

const sandboxAt = async (env: Readonly<Record<string, string>>): Promise<AwsPorts> => {
  const { awsTarget: _target, ...ports } = awsPorts({
    environment: { ...CREDENTIALS, ...env },
    version: '0.0.0',
  })
  return ports
}

describe.skipIf(!isThere)(
  `every request of the main job${isThere ? '' : ' (skipped: ../shared/aws-models is absent)'}`,
  () => {
    it('fits the published API models, and all operations of the code are exercised', async () => {
      const folder = tempFolder()
      const served = await serveSandbox(folder, 'instant')
      const doors = await judgedDoors(served)
      const env = { ...CREDENTIALS, ...doors.env, MLCTL_SANDBOX_DIR: `${folder}/sandbox` }
      writeFileSync(join(folder, 'train.jsonl'), trainingLines(120))
      writeFileSync(join(folder, 'valid.jsonl'), trainingLines(20))
      writeFileSync(join(folder, 'questions.jsonl'), trainingLines(5))
      writeFileSync(join(folder, 'big.jsonl'), Buffer.alloc(9 * 1024 * 1024, 'mlctl '))
      await mlctl(['sandbox', 'quota', 'L-BE77399C', '--value', '2'], { cwd: folder, env })
      const names = new Map<string, string>()
      for (const line of STORY.trim().split('\n')) {
        const words = line.split(' ').map((word) => names.get(word) ?? word)
        const ended = await mlctl([...words, '--json'], { cwd: folder, env })
        expect(ended.status, `${line}\n${ended.err}`).toBe(0)
        if (line.startsWith('finetune run')) {
          names.set(names.has('JOB') ? 'MORE' : 'JOB', JSON.parse(ended.out).jobName)
        }
      }
      const ports = await sandboxAt(doors.env)
      await rareRequests(ports, served)
      await makeUser(served)
      await postureRequests(ports, () =>
        mlctl(['sandbox', 'faults', '--add', JSON.stringify(REPORT_REFUSED)], { cwd: folder, env }),
      )
      expect(doors.calls().length).toBeGreaterThan(300)
      const judged = doors.calls().filter(({ violations }) => !violations.some(isUnknown))
      expect(judged.flatMap(({ violations }) => violations)).toEqual([])
      const exercised = new Set(judged.map(({ operation }) => operation))
      expect([...exercised].sort()).toEqual(await operationsOfTheCode())
    }, 120_000)
  },
)
