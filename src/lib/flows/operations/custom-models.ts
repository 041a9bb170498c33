import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { defineOperation } from './define.ts'

const removal = v.object({ modelArn: v.string(), modelName: v.string() })

/** Deletes a custom model for good. By ARN: the name may belong to a newer model by now. */
export const deleteCustomModel = defineOperation({
  name: 'bedrock.DeleteCustomModel',
  input: removal,
  observe: async (ports, input) => {
    const found = await ports.customModels.find(input.modelArn)
    if (found === undefined) return { fingerprint: 'absent', satisfied: true, output: {} }
    return { fingerprint: digestOf([found.modelArn]), satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.customModels.delete(input.modelArn)
    return {}
  },
})
