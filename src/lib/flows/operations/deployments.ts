import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { defineOperation, type Observation } from './define.ts'

const ABSENT: Observation = { fingerprint: 'absent', satisfied: false }

const creation = v.object({
  modelDeploymentName: v.string(),
  modelArn: v.string(),
  description: v.exactOptional(v.string()),
  clientRequestToken: v.string(),
  tags: v.record(v.string(), v.string()),
})

/** Deploys a custom model on demand. The token makes a repeated call answer with the first one. */
export const createDeployment = defineOperation({
  name: 'bedrock.CreateCustomModelDeployment',
  input: creation,
  observe: async (ports, input) => {
    const found = await ports.deployments.find(input.modelDeploymentName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf([found.deploymentArn, found.modelArn]),
      satisfied: found.status !== 'Failed' && found.modelArn === input.modelArn,
      output: { deploymentArn: found.deploymentArn },
    }
  },
  perform: (ports, input) => ports.deployments.create(input),
})

const swap = v.object({ deploymentArn: v.string(), modelArn: v.string() })

/** Puts another model under a deployment; its ARN stays. */
export const updateDeployment = defineOperation({
  name: 'bedrock.UpdateCustomModelDeployment',
  input: swap,
  observe: async (ports, input) => {
    const found = await ports.deployments.find(input.deploymentArn)
    if (found === undefined) return ABSENT
    const wanted = found.updateDetails
    const failed = wanted?.updateStatus === 'UpdateFailed'
    const heading = wanted === undefined || failed ? found.modelArn : wanted.modelArn
    return {
      fingerprint: digestOf([found.modelArn, heading]),
      satisfied: heading === input.modelArn,
      output: { deploymentArn: found.deploymentArn },
    }
  },
  perform: async (ports, input) => {
    await ports.deployments.update(input.deploymentArn, input.modelArn)
    return { deploymentArn: input.deploymentArn }
  },
})

const removal = v.object({ deploymentArn: v.string(), modelDeploymentName: v.string() })

/** By ARN: the name may belong to a newer deployment by now. */
export const deleteDeployment = defineOperation({
  name: 'bedrock.DeleteCustomModelDeployment',
  input: removal,
  observe: async (ports, input) => {
    const found = await ports.deployments.find(input.deploymentArn)
    if (found === undefined) return { ...ABSENT, satisfied: true, output: {} }
    return { fingerprint: digestOf([found.deploymentArn]), satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.deployments.delete(input.deploymentArn)
    return {}
  },
})
