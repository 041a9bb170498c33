import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import type { Ports } from '../../src/lib/ports/all.ts'

const REGION = 'us-east-1'
export const SYSTEM = 'You judge card transactions.'

const record = (n: number) => ({
  schemaVersion: 'bedrock-conversation-2024',
  system: [{ text: SYSTEM }],
  messages: [
    { role: 'user', content: [{ text: promptOf(n) }] },
    { role: 'assistant', content: [{ text: labelOf(n) }] },
  ],
})

/** The n-th transaction; its label follows from the country. */
export const promptOf = (n: number): string =>
  `amount=${(n % 17) * 10}; country=${n % 3 === 0 ? 'XX' : 'DE'}; hour=${n % 24}`
export const labelOf = (n: number): string => (n % 3 === 0 ? 'fraud' : 'legitimate')

/**
 * Customizes Nova Micro in the sandbox through the ports alone: bucket, data, role, job.
 * The clock of the sandbox must be `instant`.
 */
export const trainModel = async (ports: Ports, customModelName = 'fraud'): Promise<string> => {
  const { account, partition } = await ports.identity.whoAmI()
  const bucket = `acme-${customModelName}`
  await ports.objects.createBucket(bucket, REGION)
  const lines = Array.from({ length: 240 }, (_, n) => JSON.stringify(record(n)))
  const body = new TextEncoder().encode(`${lines.join('\n')}\n`)
  await ports.objects.put({ bucket, key: 'train.jsonl' }, body)
  const roleName = `ft-${customModelName}`
  const trust = trustPolicy({ account, partition, region: REGION })
  const { arn } = await ports.roles.create({
    roleName,
    description: 'test',
    trustPolicy: trust,
    tags: {},
  })
  await ports.roles.putInlinePolicy(roleName, 'all', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }],
  })
  await ports.customizationJobs.create({
    jobName: `job-${customModelName}`,
    customModelName,
    roleArn: arn,
    clientRequestToken: `token-${customModelName}`,
    baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
    customizationType: 'FINE_TUNING',
    trainingS3Uri: `s3://${bucket}/train.jsonl`,
    outputS3Uri: `s3://${bucket}/out/`,
    hyperParameters: { epochCount: '2' },
    tags: {},
  })
  const job = await ports.customizationJobs.find(`job-${customModelName}`)
  if (job?.status !== 'Completed') throw new Error(`job is ${job?.status}: ${job?.failureMessage}`)
  return `job-${customModelName}`
}
