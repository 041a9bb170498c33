import * as v from 'valibot'
import { defineOperation } from './define.ts'

const document = v.record(v.string(), v.unknown())

/** Starts an Inference Recommender job; it runs real instances, which are paid. */
export const createRecommendationJob = defineOperation({
  name: 'sagemaker.CreateInferenceRecommendationsJob',
  input: v.object({
    jobName: v.string(),
    jobType: v.picklist(['Default', 'Advanced']),
    roleArn: v.string(),
    inputConfig: document,
    stoppingConditions: v.exactOptional(document),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, input) => {
    const found = await ports.recommendations.find(input.jobName)
    if (found === undefined) return { fingerprint: 'absent', satisfied: false }
    return { fingerprint: found.jobArn, satisfied: true, output: { jobArn: found.jobArn } }
  },
  perform: (ports, input) => ports.recommendations.create(input),
})
