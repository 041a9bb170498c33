import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { MlctlError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointUpdate, EndpointView } from '../../ports/endpoints.ts'
import { defineOperation, type Observation, type Performing } from './define.ts'

const ABSENT: Observation = { fingerprint: 'absent', satisfied: false }

/** A config made a moment ago is refused for some seconds, as the API documents. */
const CONFIG_RETRY_MS = 5_000
const CONFIG_SETTLES_MS = 60_000

/** The ids of "there is no such config (yet)" and "the name is taken". */
const NOT_FOUND = 'MLC-AWS-020'
const TAKEN = 'MLC-HOST-002'

/** Starts an endpoint. One of this name with this config is this one, whoever started it. */
export const createEndpoint = defineOperation({
  name: 'sagemaker.CreateEndpoint',
  input: v.object({
    endpointName: v.string(),
    endpointConfigName: v.string(),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, input) => {
    const found = await ports.endpoints.find(input.endpointName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: identity(found),
      satisfied:
        found.endpointConfigName === input.endpointConfigName &&
        found.status !== 'Failed' &&
        found.status !== 'Deleting',
      output: { endpointArn: found.endpointArn },
    }
  },
  perform: (ports, input, context) =>
    whenVisible(ports, context, async () => {
      try {
        return await ports.endpoints.create(input)
      } catch (error) {
        // The answer of an earlier call may have been lost: then it is there.
        const found = isLost(error) ? await ports.endpoints.find(input.endpointName) : undefined
        if (found?.endpointConfigName !== input.endpointConfigName) throw error
        return { endpointArn: found.endpointArn }
      }
    }),
})

const update = v.object({
  endpointName: v.string(),
  endpointConfigName: v.string(),
  retainAllVariantProperties: v.exactOptional(v.boolean()),
  excludeRetainedVariantProperties: v.exactOptional(
    v.array(v.picklist(['DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig'])),
  ),
  deploymentConfig: v.exactOptional(v.record(v.string(), v.unknown())),
  retainDeploymentConfig: v.exactOptional(v.boolean()),
})

/** Puts another config under an endpoint. On its way counts: a second call would be refused. */
export const updateEndpoint = defineOperation({
  name: 'sagemaker.UpdateEndpoint',
  input: update,
  observe: async (ports, input) => {
    const found = await ports.endpoints.find(input.endpointName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: identity(found),
      satisfied: headsFor(found) === input.endpointConfigName,
      output: { endpointArn: found.endpointArn },
    }
  },
  perform: (ports, input, context) =>
    whenVisible(ports, context, async () => {
      const { endpointName, ...wanted } = input
      const change: EndpointUpdate = wanted
      try {
        await ports.endpoints.update(endpointName, change)
      } catch (error) {
        const found = isLost(error) ? await ports.endpoints.find(endpointName) : undefined
        if (found === undefined || headsFor(found) !== wanted.endpointConfigName) throw error
      }
      return { endpointName }
    }),
})

/** The config that is in force, or on its way; none while a failed rollback left a mixture. */
const headsFor = (endpoint: EndpointView): string | undefined =>
  endpoint.status === 'UpdateRollbackFailed'
    ? undefined
    : (endpoint.pendingDeployment?.endpointConfigName ?? endpoint.endpointConfigName)

/** Ends an endpoint and its bill. A younger one of the same name is not the one that was meant. */
export const deleteEndpoint = defineOperation({
  name: 'sagemaker.DeleteEndpoint',
  input: v.object({ endpointName: v.string(), createdAt: v.string() }),
  observe: async (ports, input) => {
    const found = await ports.endpoints.find(input.endpointName)
    if (found === undefined || found.createdAt !== input.createdAt) {
      return { fingerprint: 'absent', satisfied: true, output: {} }
    }
    return { fingerprint: found.endpointArn, satisfied: found.status === 'Deleting', output: {} }
  },
  perform: async (ports, input) => {
    await ports.endpoints.delete(input.endpointName)
    return {}
  },
})

const capacity = v.object({
  endpointName: v.string(),
  variantName: v.string(),
  desiredInstanceCount: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  maxConcurrency: v.exactOptional(v.pipe(v.number(), v.integer())),
  provisionedConcurrency: v.exactOptional(v.pipe(v.number(), v.integer())),
})

/** Live capacity of one variant, in a call of its own: weights stay out of it. */
export const setCapacity = defineOperation({
  name: 'sagemaker.set-capacity',
  input: capacity,
  observe: async (ports, input) => {
    const found = await ports.endpoints.find(input.endpointName)
    const variant = found?.variants.find(({ variantName }) => variantName === input.variantName)
    if (variant === undefined) return ABSENT
    const { serverless } = variant
    const now = [
      variant.desiredInstanceCount,
      serverless?.desiredMaxConcurrency ?? serverless?.maxConcurrency,
      serverless?.desiredProvisionedConcurrency ?? serverless?.provisionedConcurrency,
    ]
    const wanted = [input.desiredInstanceCount, input.maxConcurrency, input.provisionedConcurrency]
    return {
      fingerprint: digestOf(now),
      satisfied: wanted.every((value, at) => value === undefined || value === now[at]),
      output: {},
    }
  },
  perform: async (ports, { endpointName, variantName, desiredInstanceCount, ...serverless }) => {
    await ports.endpoints.setCapacity(
      endpointName,
      desiredInstanceCount === undefined
        ? { variantName, serverless }
        : { variantName, desiredInstanceCount },
    )
    return { endpointName }
  },
})

/** Of the endpoint and its config alone: weights and counts may move meanwhile. */
const identity = (endpoint: EndpointView): string =>
  digestOf([endpoint.createdAt, endpoint.endpointConfigName, headsFor(endpoint) ?? 'mixed'])

const isLost = (error: unknown): boolean =>
  error instanceof TemporaryError ||
  (error instanceof MlctlError && (error.code === TAKEN || error.code === 'MLC-HOST-001'))

/** Tries again while the config is not visible everywhere yet. */
const whenVisible = async <T>(
  ports: Pick<Ports, 'clock' | 'io'>,
  context: Performing,
  attempt: () => Promise<T>,
): Promise<T> => {
  const deadline = ports.clock.now() + CONFIG_SETTLES_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const unseen =
        error instanceof MlctlError &&
        error.code === NOT_FOUND &&
        /endpoint configuration/i.test(error.why ?? '')
      if (!unseen || ports.clock.now() >= deadline) throw error
      ports.io.detail('SageMaker does not see the endpoint config yet; trying again in 5 s.')
      await ports.clock.sleep(CONFIG_RETRY_MS, context.signal)
    }
  }
}
