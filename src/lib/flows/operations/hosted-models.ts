import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { covers } from '../../domain/hosting/documents.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'
import { defineOperation, type Observation } from './define.ts'

const ABSENT: Observation = { fingerprint: 'absent', satisfied: false }
const GONE: Observation = { fingerprint: 'absent', satisfied: true, output: {} }

const tags = v.record(v.string(), v.string())
const document = v.record(v.string(), v.unknown())

/** Makes a SageMaker model. Models never change: one of this name that says the same is this one. */
export const createModel = defineOperation({
  name: 'sagemaker.CreateModel',
  input: v.object({ modelName: v.string(), body: document, tags }),
  observe: async (ports, input) => {
    const found = await ports.hostedModels.find(input.modelName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf(found.body),
      satisfied: covers(found.body, input.body),
      output: { modelArn: found.modelArn },
    }
  },
  perform: (ports, input) =>
    ports.hostedModels.create({ ...input, body: input.body as HostedModelBody }),
})

/** Removes a model; endpoints that run it go on, and cannot scale out any more. */
export const deleteModel = defineOperation({
  name: 'sagemaker.DeleteModel',
  input: v.object({ modelName: v.string() }),
  observe: async (ports, input) => {
    const found = await ports.hostedModels.find(input.modelName)
    return found === undefined ? GONE : { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.hostedModels.delete(input.modelName)
    return {}
  },
})

/** Makes an endpoint config. They never change either. */
export const createEndpointConfig = defineOperation({
  name: 'sagemaker.CreateEndpointConfig',
  input: v.object({ endpointConfigName: v.string(), body: document, tags }),
  observe: async (ports, input) => {
    const found = await ports.endpointConfigs.find(input.endpointConfigName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf(found.body),
      satisfied: covers(found.body, input.body),
      output: { endpointConfigArn: found.endpointConfigArn },
    }
  },
  perform: (ports, input) =>
    ports.endpointConfigs.create({ ...input, body: input.body as EndpointConfigBody }),
})

/** Removes a config. The caller sees to it that no endpoint uses it: it could not be scaled again. */
export const deleteEndpointConfig = defineOperation({
  name: 'sagemaker.DeleteEndpointConfig',
  input: v.object({ endpointConfigName: v.string() }),
  observe: async (ports, input) => {
    const found = await ports.endpointConfigs.find(input.endpointConfigName)
    return found === undefined ? GONE : { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.endpointConfigs.delete(input.endpointConfigName)
    return {}
  },
})
