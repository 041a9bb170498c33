import { StateError, TemporaryError } from '../../src/lib/errors.ts'
import type { AlarmState } from '../../src/lib/ports/alarms.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { EndpointConfigBody } from '../../src/lib/ports/endpoint-configs.ts'
import type { EndpointStatus, EndpointView } from '../../src/lib/ports/endpoints.ts'
import type { MetricSeries } from '../../src/lib/ports/metrics.ts'
import type { ScalableTarget, ScalingPolicy } from '../../src/lib/ports/scaling.ts'

type FakeVariant = {
  weight: number
  desiredWeight: number
  count: number
  desiredCount: number
}

/** What one minute of a variant looks like to CloudWatch. */
export type FakeMinute = { requests: number; errors: number; latencyMicros: number }

/** One endpoint in memory, with everything that goes wrong around it. Time passes by reads. */
export type FakeHosting = {
  readonly ports: Pick<
    Ports,
    'endpoints' | 'endpointConfigs' | 'scaling' | 'alarms' | 'metrics' | 'endpointInvocations'
  >
  /** Mutating calls in order: `weights blue=90 green=10`. */
  readonly calls: string[]
  readonly variants: Map<string, FakeVariant>
  readonly tags: Map<string, string>
  readonly targets: ScalableTarget[]
  readonly policies: ScalingPolicy[]
  readonly alarms: Map<string, AlarmState>
  /** Reads until a change is done. */
  updatingReads: number
  /** Reads that still answer with the state before the last change. */
  staleReads: number
  status: EndpointStatus
  failureReason: string | undefined
  /** The next change of weights ends with the old ones and this reason. */
  rollsBack: string[]
  /** The next writes are throttled; whether they had their effect. */
  throttled: ('landed' | 'lost')[]
  /** Somebody else, just before the next write. */
  foreign: ((world: FakeHosting) => void) | undefined
  /** Traffic of a variant in the minute that begins then; undefined: no data point. */
  minuteOf: (variant: string, at: number) => FakeMinute | undefined
  metricsStatus: MetricSeries['status']
  /** How the model answers smoke tests. */
  answers: (variant: string | undefined) => Promise<Uint8Array>
  configName: string
}

/** An endpoint `fraud` with these weights and two instances a variant. */
export const fakeHosting = (weights: Readonly<Record<string, number>>): FakeHosting => {
  let pending: { reads: number; land: () => void } | undefined
  let before: EndpointView | undefined
  const world: FakeHosting = {
    calls: [],
    variants: new Map(
      Object.entries(weights).map(([name, weight]) => [
        name,
        { weight, desiredWeight: weight, count: 2, desiredCount: 2 },
      ]),
    ),
    tags: new Map(),
    targets: [],
    policies: [],
    alarms: new Map(),
    updatingReads: 2,
    staleReads: 0,
    status: 'InService',
    failureReason: undefined,
    rollsBack: [],
    throttled: [],
    foreign: undefined,
    minuteOf: () => undefined,
    metricsStatus: 'complete',
    answers: async () => new TextEncoder().encode('{}'),
    configName: 'fraud-config',
    ports: {} as FakeHosting['ports'],
  }
  const view = (): EndpointView => ({
    endpointName: 'fraud',
    endpointArn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/fraud',
    endpointConfigName: world.configName,
    status: world.status,
    ...(world.failureReason === undefined ? {} : { failureReason: world.failureReason }),
    createdAt: '2026-11-01T00:00:00Z',
    lastModifiedAt: '2026-11-01T00:00:00Z',
    variants: [...world.variants].map(([variantName, one]) => ({
      variantName,
      currentWeight: Math.fround(one.weight),
      desiredWeight: Math.fround(one.desiredWeight),
      currentInstanceCount: one.count,
      desiredInstanceCount: one.desiredCount,
      status: [],
      deployedImages: [],
    })),
    shadowVariants: [],
  })
  const read = (): EndpointView => {
    if (pending !== undefined && pending.reads-- <= 0) {
      const { land } = pending
      pending = undefined
      land()
    }
    if (before !== undefined && world.staleReads-- > 0) return before
    return view()
  }
  const refuseBusy = () => {
    if (world.status === 'InService') return
    throw new StateError('MLC-HOST-001', 'Cannot update in-progress endpoint "arn:…/fraud".')
  }
  const write = async (call: string, change: () => () => void): Promise<void> => {
    const { foreign } = world
    world.foreign = undefined
    foreign?.(world)
    refuseBusy()
    const throttle = world.throttled.shift()
    if (throttle === 'lost') throw new TemporaryError('MLC-AWS-031', 'Rate exceeded')
    before = view()
    world.calls.push(call)
    const land = change()
    world.status = 'Updating'
    pending = {
      reads: world.updatingReads,
      land: () => {
        world.status = 'InService'
        land()
      },
    }
    if (throttle === 'landed') throw new TemporaryError('MLC-AWS-031', 'Rate exceeded')
  }
  const endpoints: Ports['endpoints'] = {
    find: async (name) => (name === 'fraud' ? read() : undefined),
    list: async () => [view()],
    create: unused,
    update: unused,
    delete: unused,
    setWeights: (_name, wanted) =>
      write(
        `weights ${wanted.map((one) => `${one.variantName}=${one.desiredWeight}`).join(' ')}`,
        () => {
          const reason = world.rollsBack.shift()
          const old = new Map([...world.variants].map(([name, one]) => [name, one.weight]))
          for (const one of wanted) {
            const variant = world.variants.get(one.variantName)
            if (variant !== undefined) variant.desiredWeight = one.desiredWeight
          }
          return () => {
            world.failureReason = reason
            for (const [name, variant] of world.variants) {
              if (reason === undefined) variant.weight = variant.desiredWeight
              else variant.desiredWeight = old.get(name) ?? 0
            }
          }
        },
      ),
    setCapacity: (_name, one) =>
      write(
        `capacity ${one.variantName}=${'desiredInstanceCount' in one ? one.desiredInstanceCount : '?'}`,
        () => {
          const variant = world.variants.get(one.variantName)
          if (variant !== undefined && 'desiredInstanceCount' in one) {
            variant.desiredCount = one.desiredInstanceCount
          }
          return () => {
            if (variant !== undefined) variant.count = variant.desiredCount
          }
        },
      ),
    tags: async () => Object.fromEntries(world.tags),
    tag: async (_arn, tags) => {
      for (const [key, value] of Object.entries(tags)) world.tags.set(key, value)
    },
    untag: async (_arn, keys) => {
      for (const key of keys) world.tags.delete(key)
    },
  }
  return Object.assign(world, {
    ports: {
      endpoints,
      endpointConfigs: {
        find: async (endpointConfigName: string) => ({
          endpointConfigName,
          endpointConfigArn: `arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/${endpointConfigName}`,
          createdAt: '2026-11-01T00:00:00Z',
          body: { ProductionVariants: [] } satisfies EndpointConfigBody,
        }),
        list: async () => [],
        create: unused,
        delete: unused,
      },
      scaling: fakeScaling(world),
      alarms: fakeAlarms(world),
      metrics: fakeMetrics(world),
      endpointInvocations: {
        invoke: async ({ targetVariant }) => ({
          body: await world.answers(targetVariant),
          ...(targetVariant === undefined ? {} : { invokedProductionVariant: targetVariant }),
        }),
        invokeStream: unused,
        invokeAsync: unused,
      },
    } satisfies FakeHosting['ports'],
  })
}

const unused = () => Promise.reject(new Error('nobody set this call up'))

const fakeScaling = (world: FakeHosting): Ports['scaling'] => ({
  targets: async (ids) =>
    world.targets.filter(({ resourceId }) => ids === undefined || ids.includes(resourceId)),
  register: async (wanted) => {
    const at = world.targets.findIndex(({ resourceId }) => resourceId === wanted.resourceId)
    const old = world.targets[at]
    if (old === undefined) throw new Error(`no target ${wanted.resourceId}`)
    world.calls.push(
      `scaling ${wanted.resourceId.split('/').at(-1)} in=${wanted.suspendedState?.dynamicScalingInSuspended}`,
    )
    world.targets[at] = {
      ...old,
      ...(wanted.suspendedState ? { suspendedState: wanted.suspendedState } : {}),
    }
  },
  deregister: unused,
  policies: async (id) => world.policies.filter(({ resourceId }) => resourceId === id),
  putPolicy: unused,
  deletePolicy: unused,
  schedules: async () => [],
  putSchedule: unused,
  deleteSchedule: unused,
  activities: async () => [],
})

const fakeAlarms = (world: FakeHosting): Ports['alarms'] => ({
  find: async (names) =>
    names.flatMap((alarmName) => {
      const state = world.alarms.get(alarmName)
      return state === undefined
        ? []
        : [
            {
              alarmName,
              alarmArn: alarmName,
              kind: 'metric' as const,
              state,
              actionsEnabled: true,
              dimensions: {},
            },
          ]
    }),
  list: async () => [],
  put: unused,
  setState: unused,
  delete: unused,
  enableActions: unused,
})

const MINUTE = 60_000

const fakeMetrics = (world: FakeHosting): Ports['metrics'] => ({
  data: async (queries, window) =>
    queries.map((query) => {
      const points = []
      const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
      for (let at = Math.ceil(from / MINUTE) * MINUTE; at < to; at += MINUTE) {
        const minute = world.minuteOf(query.dimensions.VariantName ?? '', at)
        if (minute === undefined) continue
        const value = figureOf(query.metricName, minute)
        if (value !== undefined) points.push({ at: new Date(at).toISOString(), value })
      }
      const { metricsStatus: status } = world
      return { id: query.id, status, messages: [], points: status === 'complete' ? points : [] }
    }),
})

const figureOf = (metricName: string, minute: FakeMinute): number | undefined => {
  if (metricName === 'Invocations') return minute.requests
  if (metricName === 'ModelLatency') return minute.latencyMicros
  return metricName === 'Invocation5XXErrors' ? minute.errors : undefined
}
