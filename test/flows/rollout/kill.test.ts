import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { isOver } from '../../../src/lib/domain/rollout/model.ts'
import { createEndpoint } from '../../../src/lib/flows/endpoint/create.ts'
import { addVariant } from '../../../src/lib/flows/rollout/add.ts'
import { findRollout } from '../../../src/lib/flows/rollout/find.ts'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { type SteerRequest, steer } from '../../../src/lib/flows/rollout/steer.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { IMAGE, NO_ANSWERS, servingRole } from '../../support/hosting-world.ts'
import { buryLock, killable, type Moment } from '../../support/killable.ts'
import { startRequest } from '../../support/rollout-world.ts'

const ALIVE = { dieAt: Number.POSITIVE_INFINITY, moment: 'before' } as const
const NOON = '2026-11-22T10:00:00Z'
/** In memory where the system offers it: every run fsyncs some hundred times. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const REQUEST = startRequest({
  steps: '50:1m:100,100:0s:0',
  policy: { analysis: { ratio: 5, latencyTolerance: 2, latencyPoints: 4, warmUpMinutes: 0 } },
})

const apply = {
  consent: { yes: true, acceptHourlyCost: 'unknown' as const, confirm: 'fraud' },
  dryRun: false,
}
const options = { wait: true, timeoutMs: undefined, apply, prices: {} }

const model = (ports: Ports, modelName: string, roleArn: string) =>
  ports.hostedModels.create({
    modelName,
    body: {
      PrimaryContainer: { Image: IMAGE, Environment: { SANDBOX_ERROR_RATE: '0.002' } },
      ExecutionRoleArn: roleArn,
    },
    tags: {},
  })

/** Both variants scale; an instance of green takes so little that it gets more before each share. */
const scaled = async (ports: Ports, variant: string) => {
  const key = {
    resourceId: `endpoint/fraud/variant/${variant}`,
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  } as const
  await ports.scaling.register({ ...key, minCapacity: 1, maxCapacity: 4 })
  await ports.scaling.putPolicy({
    ...key,
    policyName: `track-${variant}`,
    targetTracking: {
      targetValue: 500,
      predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
    },
  })
}

const template = mkdtempSync(join(BASE, 'mlctl-kill-'))
afterAll(() => rmSync(template, { recursive: true, force: true }))

beforeAll(async () => {
  const { ports } = await killable(template, { ...ALIVE, clock: NOON })
  const { arn } = await servingRole(ports)
  await model(ports, 'fraud-1', arn)
  await model(ports, 'fraud-2', arn)
  await createEndpoint(ports, {
    ...options,
    answers: {
      ...NO_ANSWERS,
      name: 'fraud',
      model: 'fraud-1',
      variantName: 'blue',
      instanceType: 'ml.m5.large',
      instanceCount: 3,
    },
    tags: {},
  })
  const traffic = { rps: 30, shape: 'flat', lastsMs: 86_400_000, beganAgoMs: 0 } as const
  await ports.sandbox.startTraffic({
    endpointName: 'fraud',
    ...traffic,
    errorRates: {},
    latencies: {},
  })
  await addVariant(ports, {
    ...options,
    endpoint: 'fraud',
    model: 'fraud-2',
    variant: 'green',
    stable: undefined,
    instances: 3,
    instanceType: undefined,
  })
  await scaled(ports, 'blue')
  await scaled(ports, 'green')
  await ports.clock.sleep(10 * 60_000)
}, 60_000)

/** A process whose jitter is fixed, so that its n-th call is the same in every run. */
const processIn = async (folder: string, death: Parameters<typeof killable>[1]) => {
  const made = await killable(folder, { ...death, clock: NOON })
  return { ...made, ports: { ...made.ports, clock: { ...made.ports.clock, random: () => 0.5 } } }
}

const order = (name: 'abort' | 'resume'): SteerRequest => ({
  endpointName: 'fraud',
  order: name,
  full: false,
  gates: [],
  driving: REQUEST.driving,
})

/** What is typed after the crash, in a new process. */
const WAYS = {
  resume: (ports: Ports) => steer(ports, order('resume')),
  start: (ports: Ports) => startRollout(ports, REQUEST),
  abort: (ports: Ports) => steer(ports, order('abort')),
} as const
type Way = keyof typeof WAYS
const ALL_WAYS = Object.keys(WAYS) as readonly Way[]

type Call = { readonly operation: string; readonly status: number }

const callsIn = (folder: string): readonly Call[] =>
  readFileSync(join(folder, 'sandbox', 'calls.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Call)

const accepted = (calls: readonly Call[], wanted: string): number =>
  calls.filter(({ operation, status }) => operation === wanted && status === 200).length

/** The endpoint as callers and the autoscaler find it. */
const standing = async (ports: Ports) => {
  const view = await ports.endpoints.find('fraud')
  const targets = await ports.scaling.targets()
  return {
    status: view?.status,
    weights: view?.variants.map(({ currentWeight = 0 }) => Math.round(currentWeight)),
    suspended: targets
      .flatMap(({ suspendedState }) => Object.values(suspendedState))
      .filter(Boolean),
  }
}

type Death = { readonly dieAt: number; readonly moment: Moment }

const UPDATE = 'UpdateEndpointWeightsAndCapacities'
const before = () => callsIn(template)

/** Dies there, goes on that way in a new process, and judges how the endpoint is left. */
const dieAndGoOn = async (death: Death, way: Way, changes: number): Promise<void> => {
  const folder = mkdtempSync(join(BASE, 'mlctl-kill-'))
  try {
    cpSync(template, folder, { recursive: true })
    const victim = await processIn(folder, death)
    const first = await Promise.race([startRollout(victim.ports, REQUEST), victim.killed])
    expect(first).toBe('killed')
    const died = accepted(callsIn(folder), UPDATE)
    buryLock(folder)
    const { ports } = await processIn(folder, ALIVE)
    const known = await findRollout(ports, 'fraud')
    const end = await WAYS[way](ports).catch((error: { code?: string }) => error.code)
    // Killed before anything was saved: nothing has been changed, and only `start` has work to do.
    const idle = known === undefined && way !== 'start'
    if (idle) expect(end).toBe('MLC-ROL-026')
    else if (known !== undefined && isOver(known.state) && way !== 'start') {
      // What has ended cannot go on; a way back there always is.
      if (way === 'resume') expect(end).toBe('MLC-ROL-029')
      else expect(end).toMatchObject({ status: 'applied' })
    } else expect(end).toMatchObject({ phase: 'ended', exitCode: 0 })
    const forward = idle ? [1, 0] : [0, 100]
    const live = await standing(ports)
    expect(live).toMatchObject({ status: 'InService', suspended: [] })
    const updates = accepted(callsIn(folder), UPDATE)
    if (way === 'abort') {
      expect(live.weights?.[1]).toBe(0)
      expect(updates - died).toBeLessThanOrEqual(1)
    } else {
      expect(live.weights).toEqual(forward)
      expect(updates - accepted(before(), UPDATE), 'changes').toBe(idle ? 0 : changes)
    }
    const left = await findRollout(ports, 'fraud')
    expect(left === undefined || isOver(left.state)).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const WRITES = /^(Update|Register|Add|Delete)/
const MOVES = /^(Update|Register)/

type Trial = readonly [number, Moment, Way]

/**
 * Every way after every call, or, unless MLCTL_FULL_KILL is set, every way before and after each change
 * of traffic, capacity and scaling, one way in turn at each change of tags, and some of the reads.
 */
const trialsFor = (operations: readonly string[], full: boolean): readonly Trial[] =>
  operations.flatMap((operation, at): readonly Trial[] => {
    const changes = WRITES.test(operation)
    const moments: readonly Moment[] = changes ? ['before', 'after'] : ['before']
    if (!full && !changes && at % 50 !== 0) return []
    return moments.flatMap((moment, nth) =>
      ALL_WAYS.filter((_, way) => full || MOVES.test(operation) || way === (at + nth) % 3).map(
        (way) => [at + 1, moment, way] as const,
      ),
    )
  })

describe('kill -9 at the AWS calls of a rollout', () => {
  it('resume, the same line and abort all end right, whichever call was the last', async () => {
    const folder = mkdtempSync(join(BASE, 'mlctl-kill-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    cpSync(template, folder, { recursive: true })
    const whole = await processIn(folder, ALIVE)
    expect(await startRollout(whole.ports, REQUEST)).toMatchObject({ outcome: 'completed' })
    const operations = callsIn(folder)
      .slice(before().length)
      .map(({ operation }) => operation)
    expect(operations).toHaveLength(whole.calls())
    expect(operations.filter((one) => MOVES.test(one)).length).toBeGreaterThanOrEqual(5)
    const changes = accepted(callsIn(folder), UPDATE) - accepted(before(), UPDATE)
    const trials = trialsFor(operations, Boolean(process.env.MLCTL_FULL_KILL))
    const wrong: string[] = []
    for (const [dieAt, moment, way] of trials) {
      await dieAndGoOn({ dieAt, moment }, way, changes).catch((error: unknown) => {
        wrong.push(
          `${way} after death ${moment} call ${dieAt} (${operations[dieAt - 1]}): ${error}`,
        )
      })
    }
    expect(trials.length).toBeGreaterThan(50)
    expect(wrong).toEqual([])
  }, 1_800_000)
})
