import { describe, expect, it } from 'vitest'
import { awsPorts } from '../../src/wiring/aws.ts'
import { hostedModel, servingRole } from '../support/hosting-world.ts'
import { CREDENTIALS } from '../support/program.ts'
import { foreign, serve } from '../support/served.ts'

const moto = foreign('moto_server')

const startMoto = () =>
  serve([moto ?? '', '-H', '127.0.0.1', '-p', '0'], {}, /Running on (http:\/\/[\d.:]+)/)

const KEY = {
  resourceId: 'endpoint/fraud/variant/a',
  scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
} as const

/** Ports at a fresh moto that hosts `fraud` with the variants a and b. */
const hosted = async () => {
  const environment = { ...CREDENTIALS, AWS_ENDPOINT_URL: await startMoto() }
  const ports = awsPorts({ environment, version: '0.0.0' })
  const { arn } = await servingRole(ports as never)
  await hostedModel(ports as never, 'one', arn)
  const variant = (VariantName: string, InitialVariantWeight: number) => ({
    VariantName,
    ModelName: 'one',
    InstanceType: 'ml.m5.large',
    InitialInstanceCount: 1,
    InitialVariantWeight,
  })
  await ports.endpointConfigs.create({
    endpointConfigName: 'c1',
    body: { ProductionVariants: [variant('a', 1), variant('b', 1)] },
    tags: {},
  })
  await ports.endpoints.create({
    endpointName: 'fraud',
    endpointConfigName: 'c1',
    tags: { team: 'risk' },
  })
  return ports
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/**
 * moto 5 drops a weight of 0 and, at a change of weights, the counts; it has no UpdateEndpoint, no
 * phases and no inference experiments: none of that is asked of it here.
 */
describe.skipIf(moto === undefined)(
  'moto as a host of endpoints (skipped where .ci/run could not install it)',
  () => {
    it('takes weights as they are sent, and refuses a variant that is not there', async () => {
      const ports = await hosted()
      await ports.endpoints.setWeights('fraud', [
        { variantName: 'a', desiredWeight: 87.5 },
        { variantName: 'b', desiredWeight: 12.5 },
      ])
      const view = await ports.endpoints.find('fraud')
      expect(view?.variants.map((one) => [one.variantName, one.currentWeight])).toEqual([
        ['a', 87.5],
        ['b', 12.5],
      ])
      const ghost = [{ variantName: 'ghost', desiredWeight: 1 }]
      expect(await failureOf(ports.endpoints.setWeights('fraud', ghost))).toMatchObject({
        code: 'MLC-HOST-006',
        exitCode: 5,
      })
      expect(await ports.endpoints.find('ghost')).toBeUndefined()
      expect(await ports.endpointConfigs.find('ghost')).toBeUndefined()
      expect(await ports.hostedModels.find('ghost')).toBeUndefined()
    })

    it('keeps tags', async () => {
      const ports = await hosted()
      const arn = (await ports.endpoints.find('fraud'))?.endpointArn ?? ''
      await ports.endpoints.tag(arn, { 'mlctl:rollout': 'r1@me@2026-11-22' })
      expect(await ports.endpoints.tags(arn)).toEqual({
        team: 'risk',
        'mlctl:rollout': 'r1@me@2026-11-22',
      })
      await ports.endpoints.untag(arn, ['mlctl:rollout'])
      expect(await ports.endpoints.tags(arn)).toEqual({ team: 'risk' })
    })

    it('registers, suspends and resumes scaling, with a policy and a schedule', async () => {
      const ports = await hosted()
      await ports.scaling.register({ ...KEY, minCapacity: 1, maxCapacity: 4 })
      const suspendedState = {
        dynamicScalingInSuspended: true,
        dynamicScalingOutSuspended: false,
        scheduledScalingSuspended: false,
      }
      await ports.scaling.register({ ...KEY, suspendedState })
      expect(await ports.scaling.targets([KEY.resourceId])).toMatchObject([
        { ...KEY, minCapacity: 1, maxCapacity: 4, suspendedState },
      ])
      const { policyArn } = await ports.scaling.putPolicy({
        ...KEY,
        policyName: 'p',
        targetTracking: {
          targetValue: 600,
          predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
        },
      })
      expect(policyArn).toContain('scalingPolicy')
      expect(await ports.scaling.policies(KEY.resourceId)).toMatchObject([
        { policyName: 'p', targetTracking: { targetValue: 600 } },
      ])
      await ports.scaling.putSchedule({
        ...KEY,
        scheduledActionName: 'morning',
        schedule: 'cron(0 8 * * ? *)',
        minCapacity: 2,
      })
      expect(await ports.scaling.schedules(KEY.resourceId)).toMatchObject([
        { scheduledActionName: 'morning', minCapacity: 2 },
      ])
      await ports.scaling.deregister(KEY)
      expect(await ports.scaling.targets([KEY.resourceId])).toEqual([])
      expect(await failureOf(ports.scaling.deregister(KEY))).toMatchObject({ code: 'MLC-AWS-020' })
    })

    it('keeps alarms and their state, and answers metrics that nobody published as empty', async () => {
      const ports = await hosted()
      await ports.alarms.put({
        alarmName: 'mlctl-errors',
        namespace: 'AWS/SageMaker',
        metricName: 'ModelLatency',
        dimensions: { EndpointName: 'fraud', VariantName: 'a' },
        statistic: 'p99',
        periodSeconds: 60,
        evaluationPeriods: 3,
        threshold: 500_000,
        comparisonOperator: 'GreaterThanThreshold',
        treatMissingData: 'notBreaching',
        tags: {},
      })
      await ports.alarms.setState('mlctl-errors', 'ALARM', 'stop')
      expect(await ports.alarms.list('mlctl-')).toMatchObject([
        { state: 'ALARM', stateReason: 'stop', statistic: 'p99', threshold: 500_000 },
      ])
      await ports.alarms.delete(['mlctl-errors'])
      expect(await ports.alarms.find(['mlctl-errors'])).toEqual([])
      const series = await ports.metrics.data(
        [
          {
            id: 'latency of a',
            namespace: 'AWS/SageMaker',
            metricName: 'ModelLatency',
            dimensions: { EndpointName: 'fraud', VariantName: 'a' },
            stat: 'p99',
          },
        ],
        { from: '2026-11-22T10:00:00Z', to: '2026-11-22T10:05:00Z', periodSeconds: 60 },
      )
      expect(series).toEqual([{ id: 'latency of a', status: 'complete', messages: [], points: [] }])
    })
  },
)
