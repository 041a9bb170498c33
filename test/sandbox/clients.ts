import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling'
import { BedrockClient } from '@aws-sdk/client-bedrock'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { ECRClient } from '@aws-sdk/client-ecr'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { STSClient } from '@aws-sdk/client-sts'
import { afterAll } from 'vitest'
import { createEngine, type Engine, type EngineOptions } from '../../src/sandbox/engine.ts'
import { type InProcessHandler, inProcessHandler } from '../../src/sandbox/in-process.ts'
import { judgeError, judgeOutput } from './published-models.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder of its own for one test file's state; removed when the file is done. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-sandbox-'))
  folders.push(folder)
  return folder
}

/** An engine over an empty state directory. */
export const newEngine = (options: Partial<EngineOptions> = {}): Engine =>
  createEngine({ directory: join(temporaryFolder(), 'state'), ...options })

type Next = (args: never) => Promise<{ output: object }>
type Stack = {
  add(
    middleware: (next: Next, context: { commandName?: string }) => Next,
    options: { step: 'initialize'; name: string },
  ): void
}

/** Judges every answer that a client gets by the published API model. */
const judged = <T extends { readonly middlewareStack: unknown }>(service: string, client: T): T => {
  const stack = client.middlewareStack as Stack
  const judge =
    (next: Next, context: { commandName?: string }): Next =>
    async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '')
      const { output } = await next(args).catch((error: Error) => {
        const isAnswer = '$metadata' in error && error.name !== 'TimeoutError'
        if (isAnswer && !UNDECLARED.has(error.name)) judgeError(service, operation, error.name)
        throw error
      })
      judgeOutput(service, operation, output)
      return { output }
    }
  stack.add(judge, { step: 'initialize', name: 'judge' })
  return client
}

/** What any service can answer besides its declared errors, and what a fault makes of an answer. */
const UNDECLARED = new Set([
  'SyntaxError',
  'InternalFailure',
  'SandboxStateError',
  'UnknownOperationException',
])

type Door = { readonly requestHandler: InProcessHandler } | { readonly endpoint: string }

/** The real SDK clients through one door. */
export const clientsOf = (door: Door, accessKeyId = 'AKIASANDBOX', region = 'us-east-1') => {
  const credentials = { accessKeyId, secretAccessKey: 'secret' }
  const config = { region, credentials, maxAttempts: 1, ...door }
  return {
    s3: judged('s3', new S3Client(config)),
    iam: judged('iam', new IAMClient(config)),
    sts: judged('sts', new STSClient(config)),
    quotas: judged('service-quotas', new ServiceQuotasClient(config)),
    cloudwatch: judged('cloudwatch', new CloudWatchClient(config)),
    logs: judged('logs', new CloudWatchLogsClient(config)),
    scaling: judged('application-autoscaling', new ApplicationAutoScalingClient(config)),
    ecr: judged('ecr', new ECRClient(config)),
    ec2: judged('ec2', new EC2Client(config)),
    kms: judged('kms', new KMSClient(config)),
    cloudtrail: judged('cloudtrail', new CloudTrailClient(config)),
    sagemaker: judged('sagemaker', new SageMakerClient(config)),
    endpoints: judged('sagemaker-runtime', new SageMakerRuntimeClient(config)),
    bedrock: judged('bedrock', new BedrockClient(config)),
    runtime: judged('bedrock-runtime', new BedrockRuntimeClient(config)),
  }
}

export type Clients = ReturnType<typeof clientsOf>

/** The real SDK clients over the in-process door of an engine. */
export const inProcess = (engine: Engine, accessKeyId?: string, region?: string): Clients =>
  clientsOf({ requestHandler: inProcessHandler(engine) }, accessKeyId, region)
