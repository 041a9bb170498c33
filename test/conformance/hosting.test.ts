import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AwsPorts, awsPorts } from '../../src/wiring/aws.ts'
import { hostedModel, IMAGE, servingRole } from '../support/hosting-world.ts'
import { CREDENTIALS, mlctl, serveSandbox } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** The published API models with their checker; a sibling folder that need not be there. */
const CHECKER = join(import.meta.dirname, '../../../shared/aws-models/check.mjs')
const isThere = existsSync(CHECKER)

const ROLE = 'arn:aws:iam::000000000000:role/serving'
const STORY = [
  `endpoint create fraud --model one --instance-type ml.m5.large --instances 2 --accept-hourly-cost unknown --wait`,
  `endpoint create new --image ${IMAGE} --role ${ROLE} --serverless-memory 2048 --max-concurrency 5 --yes --wait`,
  'endpoint list --contains fraud',
  'endpoint show fraud',
  'endpoint update fraud --instances 3 --yes --wait',
  'endpoint update fraud --model two --yes --wait',
  'endpoint autoscale fraud --min 1 --max 4 --max-rps 10 --no-scale-in --yes',
  'endpoint invoke fraud --body {} --variant primary',
  'endpoint invoke fraud --body {} --stream',
  `endpoint recommend --model one --role ${ROLE} --sample s3://acme-samples/p.tar.gz --yes --wait`,
  'endpoint autoscale fraud --off --yes',
  'endpoint delete fraud --with-models --confirm fraud --yes --wait',
  'endpoint delete new --with-models --confirm new --yes --wait',
]

const prepare = async (ports: AwsPorts): Promise<void> => {
  const { arn } = await servingRole(ports as never)
  expect(arn).toBe(ROLE)
  for (const name of ['one', 'two']) await hostedModel(ports as never, name, arn)
  await ports.objects.createBucket('acme-samples', 'us-east-1')
  await ports.objects.put({ bucket: 'acme-samples', key: 'p.tar.gz' }, new Uint8Array([1]))
}

/** What no single line sends. */
const rareRequests = async (ports: AwsPorts): Promise<void> => {
  const key = {
    resourceId: 'endpoint/fraud/variant/primary',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  } as const
  await ports.scaling.register({ ...key, minCapacity: 1, maxCapacity: 2 })
  await ports.scaling.putSchedule({
    ...key,
    scheduledActionName: 'x',
    schedule: 'rate(5 minutes)',
    minCapacity: 1,
  })
  expect(await ports.scaling.activities(key.resourceId)).toEqual([])
  const view = await ports.endpoints.find('fraud')
  await ports.endpoints.tag(view?.endpointArn ?? '', { team: 'risk' })
  expect(await ports.endpoints.tags(view?.endpointArn ?? '')).toMatchObject({ team: 'risk' })
  const alarm = {
    alarmName: 'errors',
    namespace: 'AWS/SageMaker',
    metricName: 'Invocation5XXErrors',
    dimensions: { EndpointName: 'fraud', VariantName: 'primary' },
    statistic: 'Average',
    periodSeconds: 60,
    evaluationPeriods: 3,
    threshold: 0.01,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    tags: {},
  } as const
  await ports.alarms.put(alarm)
  await ports.alarms.setState('errors', 'ALARM', 'by hand')
  expect(await ports.alarms.find(['errors'])).toMatchObject([{ state: 'ALARM' }])
  await ports.alarms.delete(['errors'])
}

describe.skipIf(!isThere)(
  `every request of hosting${isThere ? '' : ' (skipped: ../shared/aws-models is absent)'}`,
  () => {
    it('fits the published API models', async () => {
      const folder = tempFolder()
      const { startRecorder } = await import(CHECKER)
      const recorder = await startRecorder({ upstream: await serveSandbox(folder, 'instant') })
      onTestFinished(() => recorder.close())
      const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: recorder.url }
      const ports = awsPorts({ environment: env, version: '0.0.0' })
      await prepare(ports)
      for (const [at, line] of STORY.entries()) {
        if (line.startsWith('endpoint recommend')) await rareRequests(ports)
        const ended = await mlctl([...line.split(' '), '--json'], { cwd: folder, env })
        expect(ended.status, `${at} ${line}\n${ended.err}`).toBe(0)
      }
      const calls = recorder.calls as readonly { operation: string; service: string }[]
      expect(calls.length).toBeGreaterThan(80)
      expect(recorder.violations()).toEqual([])
      expect(new Set(calls.map(({ service }) => service))).toEqual(
        new Set([
          'application-autoscaling',
          'cloudwatch',
          'iam',
          's3',
          'sagemaker',
          'sagemaker-runtime',
          'service-quotas',
          'sts',
        ]),
      )
    }, 120_000)
  },
)
