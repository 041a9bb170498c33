import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BedrockClient } from '@aws-sdk/client-bedrock'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { STSClient } from '@aws-sdk/client-sts'
import { afterAll } from 'vitest'
import { createEngine, type Engine, type EngineOptions } from '../../src/sandbox/engine.ts'
import { type InProcessHandler, inProcessHandler } from '../../src/sandbox/in-process.ts'

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

type Door = { readonly requestHandler: InProcessHandler } | { readonly endpoint: string }

/** The real SDK clients through one door. */
export const clientsOf = (door: Door, accessKeyId = 'AKIASANDBOX', region = 'us-east-1') => {
  const credentials = { accessKeyId, secretAccessKey: 'secret' }
  const config = { region, credentials, maxAttempts: 1, ...door }
  return {
    s3: new S3Client(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    quotas: new ServiceQuotasClient(config),
    bedrock: new BedrockClient(config),
    runtime: new BedrockRuntimeClient(config),
  }
}

export type Clients = ReturnType<typeof clientsOf>

/** The real SDK clients over the in-process door of an engine. */
export const inProcess = (engine: Engine, accessKeyId?: string, region?: string): Clients =>
  clientsOf({ requestHandler: inProcessHandler(engine) }, accessKeyId, region)
