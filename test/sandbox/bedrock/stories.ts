import type { Input } from '../../../src/sandbox/service.ts'
import { ROLE } from './fake-neighbours.ts'
import { conversations } from './payments.ts'
import { MINUTE, type World } from './world.ts'

/** A request for a job that the world of `withData` accepts. */
export const jobRequest = (changes: Input = {}): Input => ({
  jobName: 'fraud-1',
  customModelName: 'fraud',
  roleArn: ROLE,
  baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
  trainingDataConfig: { s3Uri: 's3://data/in/train.jsonl' },
  outputDataConfig: { s3Uri: 's3://data/out/' },
  ...changes,
})

/** Uploads a training and a validation file. */
export const withData = (world: World, records = 300): World => {
  world.put('data', 'in/train.jsonl', conversations(records, 'training'))
  world.put('data', 'in/validation.jsonl', conversations(60, 'validation'))
  return world
}

/** Runs a job to its end and returns the ARN of its model. */
export const customModel = async (world: World, changes: Input = {}): Promise<string> => {
  const { jobArn } = await world.bedrock('CreateModelCustomizationJob', jobRequest(changes))
  world.pass(40 * MINUTE)
  const job = await world.bedrock('GetModelCustomizationJob', { jobIdentifier: jobArn })
  if (job.status !== 'Completed') throw new Error(`the job ended as ${JSON.stringify(job)}`)
  return String(job.outputModelArn)
}
