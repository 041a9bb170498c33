import * as v from 'valibot'
import { defineOperation } from './define.ts'

/** Components take minutes to go, and their endpoint cannot be deleted before. */
const SETTLES_MS = 900_000

/** Removes an inference component; done only once it is gone. */
export const deleteInferenceComponent = defineOperation({
  name: 'sagemaker.DeleteInferenceComponent',
  input: v.object({ inferenceComponentName: v.string() }),
  settlesWithinMs: SETTLES_MS,
  observe: async (ports, input) => {
    const found = await ports.inferenceComponents.find(input.inferenceComponentName)
    if (found === undefined) return { fingerprint: 'absent', satisfied: true, output: {} }
    return { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, { inferenceComponentName }) => {
    const found = await ports.inferenceComponents.find(inferenceComponentName)
    if (found?.status !== 'Deleting') await ports.inferenceComponents.delete(inferenceComponentName)
    return {}
  },
})
