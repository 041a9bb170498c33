import type { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer'
import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling'
import type { BedrockClient } from '@aws-sdk/client-bedrock'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { CodeBuildClient } from '@aws-sdk/client-codebuild'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import type { STSClient } from '@aws-sdk/client-sts'
import { type ClientConfig, clientConfig } from './client.ts'
import { credentialsFor } from './credentials.ts'
import { explain } from './explain.ts'
import type { AwsOptions, AwsService } from './options.ts'
import { tellRequests, tellServerTime } from './server-time.ts'
import { type AwsTarget, resolveAwsTarget } from './target.ts'

type BedrockSdk = typeof import('./sdk/bedrock.ts')
type RuntimeSdk = typeof import('./sdk/bedrock-runtime.ts')
type IamSdk = typeof import('./sdk/iam.ts')
type S3Sdk = typeof import('./sdk/s3.ts')
type QuotasSdk = typeof import('./sdk/service-quotas.ts')
type SageMakerSdk = typeof import('./sdk/sagemaker.ts')
type SageMakerRuntimeSdk = typeof import('./sdk/sagemaker-runtime.ts')
type CloudWatchSdk = typeof import('./sdk/cloudwatch.ts')
type LogsSdk = typeof import('./sdk/cloudwatch-logs.ts')
type AutoScalingSdk = typeof import('./sdk/application-autoscaling.ts')
type EcrSdk = typeof import('./sdk/ecr.ts')
type CodeBuildSdk = typeof import('./sdk/codebuild.ts')
type Ec2Sdk = typeof import('./sdk/ec2.ts')
type CloudTrailSdk = typeof import('./sdk/cloudtrail.ts')
type KmsSdk = typeof import('./sdk/kms.ts')
type AccessAnalyzerSdk = typeof import('./sdk/accessanalyzer.ts')
type StsSdk = typeof import('./sdk/sts.ts')

/** What is called and about what, for messages: `GetRole`, `role fraud`. */
export type What = { readonly operation: string; readonly subject: string }

/** Makes one call on a service's client; every failure is a typed error. */
export type Calls<Client, Sdk> = <T>(
  what: What,
  send: (client: Client, sdk: Sdk) => Promise<T>,
) => Promise<T>

/** One client per service for a whole run, each loaded and built at its first call. */
export type AwsSession = {
  readonly target: () => Promise<AwsTarget>
  /** The same with clients of another region; whoever signs is asked for codes and tokens once for all. */
  readonly inRegion: (region: string) => AwsSession
  readonly bedrock: Calls<BedrockClient, BedrockSdk>
  readonly bedrockRuntime: Calls<BedrockRuntimeClient, RuntimeSdk>
  readonly iam: Calls<IAMClient, IamSdk>
  readonly s3: Calls<S3Client, S3Sdk>
  readonly serviceQuotas: Calls<ServiceQuotasClient, QuotasSdk>
  readonly sageMaker: Calls<SageMakerClient, SageMakerSdk>
  readonly sageMakerRuntime: Calls<SageMakerRuntimeClient, SageMakerRuntimeSdk>
  readonly cloudWatch: Calls<CloudWatchClient, CloudWatchSdk>
  readonly logs: Calls<CloudWatchLogsClient, LogsSdk>
  readonly autoScaling: Calls<ApplicationAutoScalingClient, AutoScalingSdk>
  readonly ecr: Calls<ECRClient, EcrSdk>
  readonly codeBuild: Calls<CodeBuildClient, CodeBuildSdk>
  readonly ec2: Calls<EC2Client, Ec2Sdk>
  readonly cloudTrail: Calls<CloudTrailClient, CloudTrailSdk>
  readonly kms: Calls<KMSClient, KmsSdk>
  /** The same without repetition: for a call that has its effect twice when it is sent twice. */
  readonly kmsOnce: Calls<KMSClient, KmsSdk>
  readonly accessAnalyzer: Calls<AccessAnalyzerClient, AccessAnalyzerSdk>
  readonly sts: Calls<STSClient, StsSdk>
}

export const awsSession = (options: AwsOptions): AwsSession => {
  const target = once(() => resolveAwsTarget(options))
  const credentials = once(async () => credentialsFor(options, await target()))
  const config = async (service: AwsService): Promise<ClientConfig> =>
    clientConfig(service, options, { target: await target(), credentials: await credentials() })

  const calls = <Client, Sdk>(
    service: AwsService,
    open: () => Promise<{ client: Client; sdk: Sdk }>,
  ): Calls<Client, Sdk> => {
    const opened = once(async () => {
      const made = await open()
      if (options.sawServerTime !== undefined) tellServerTime(made.client, options.sawServerTime)
      if (options.sawRequest !== undefined) tellRequests(made.client, options.sawRequest)
      return made
    })
    return async (what, send) => {
      const { client, sdk } = await opened()
      const { endpoints, profile } = await target()
      return send(client, sdk).catch((error: unknown) => {
        throw explain(error, {
          ...what,
          service,
          endpoint: endpoints[service]?.value,
          profile: profile?.value,
        })
      })
    }
  }

  const signer = async () => {
    const given = await credentials()
    return typeof given === 'function' ? given() : given
  }
  return {
    target,
    inRegion: (region) => awsSession({ ...options, region, credentials: signer }),
    bedrock: calls('bedrock', async () => {
      const sdk = await import('./sdk/bedrock.ts')
      return { sdk, client: new sdk.BedrockClient(await config('bedrock')) }
    }),
    bedrockRuntime: calls('bedrock-runtime', async () => {
      const sdk = await import('./sdk/bedrock-runtime.ts')
      return { sdk, client: new sdk.BedrockRuntimeClient(await config('bedrock-runtime')) }
    }),
    iam: calls('iam', async () => {
      const sdk = await import('./sdk/iam.ts')
      return { sdk, client: new sdk.IAMClient(await config('iam')) }
    }),
    s3: calls('s3', async () => {
      const sdk = await import('./sdk/s3.ts')
      return { sdk, client: new sdk.S3Client(await config('s3')) }
    }),
    serviceQuotas: calls('service-quotas', async () => {
      const sdk = await import('./sdk/service-quotas.ts')
      return { sdk, client: new sdk.ServiceQuotasClient(await config('service-quotas')) }
    }),
    sageMaker: calls('sagemaker', async () => {
      const sdk = await import('./sdk/sagemaker.ts')
      return { sdk, client: new sdk.SageMakerClient(await config('sagemaker')) }
    }),
    sageMakerRuntime: calls('sagemaker-runtime', async () => {
      const sdk = await import('./sdk/sagemaker-runtime.ts')
      return { sdk, client: new sdk.SageMakerRuntimeClient(await config('sagemaker-runtime')) }
    }),
    cloudWatch: calls('cloudwatch', async () => {
      const sdk = await import('./sdk/cloudwatch.ts')
      return { sdk, client: new sdk.CloudWatchClient(await config('cloudwatch')) }
    }),
    logs: calls('logs', async () => {
      const sdk = await import('./sdk/cloudwatch-logs.ts')
      return { sdk, client: new sdk.CloudWatchLogsClient(await config('logs')) }
    }),
    autoScaling: calls('application-autoscaling', async () => {
      const sdk = await import('./sdk/application-autoscaling.ts')
      const settings = await config('application-autoscaling')
      return { sdk, client: new sdk.ApplicationAutoScalingClient(settings) }
    }),
    ecr: calls('ecr', async () => {
      const sdk = await import('./sdk/ecr.ts')
      return { sdk, client: new sdk.ECRClient(await config('ecr')) }
    }),
    kms: calls('kms', async () => {
      const sdk = await import('./sdk/kms.ts')
      return { sdk, client: new sdk.KMSClient(await config('kms')) }
    }),
    kmsOnce: calls('kms', async () => {
      const sdk = await import('./sdk/kms.ts')
      return { sdk, client: new sdk.KMSClient({ ...(await config('kms')), maxAttempts: 1 }) }
    }),
    accessAnalyzer: calls('accessanalyzer', async () => {
      const sdk = await import('./sdk/accessanalyzer.ts')
      return { sdk, client: new sdk.AccessAnalyzerClient(await config('accessanalyzer')) }
    }),
    ec2: calls('ec2', async () => {
      const sdk = await import('./sdk/ec2.ts')
      return { sdk, client: new sdk.EC2Client(await config('ec2')) }
    }),
    cloudTrail: calls('cloudtrail', async () => {
      const sdk = await import('./sdk/cloudtrail.ts')
      return { sdk, client: new sdk.CloudTrailClient(await config('cloudtrail')) }
    }),
    codeBuild: calls('codebuild', async () => {
      const sdk = await import('./sdk/codebuild.ts')
      return { sdk, client: new sdk.CodeBuildClient(await config('codebuild')) }
    }),
    sts: calls('sts', async () => {
      const sdk = await import('./sdk/sts.ts')
      return { sdk, client: new sdk.STSClient(await config('sts')) }
    }),
  }
}

/** The same promise for every caller; a failure is forgotten, so that the next call tries again. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
