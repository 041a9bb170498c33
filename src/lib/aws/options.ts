/** Environment variables as the composition root saw them. */
export type AwsEnvironment = Readonly<Record<string, string | undefined>>

/** The services that mlctl calls, by the names of their API models. */
export type AwsService =
  | 's3'
  | 'sts'
  | 'iam'
  | 'bedrock'
  | 'bedrock-runtime'
  | 'service-quotas'
  | 'sagemaker'
  | 'sagemaker-runtime'
  | 'cloudwatch'
  | 'logs'
  | 'application-autoscaling'
  | 'ecr'
  | 'codebuild'
  | 'ec2'
  | 'cloudtrail'
  | 'kms'
  | 'accessanalyzer'

export const AWS_SERVICES: readonly AwsService[] = [
  's3',
  'sts',
  'iam',
  'bedrock',
  'bedrock-runtime',
  'service-quotas',
  'sagemaker',
  'sagemaker-runtime',
  'cloudwatch',
  'logs',
  'application-autoscaling',
  'ecr',
  'codebuild',
  'ec2',
  'cloudtrail',
  'kms',
  'accessanalyzer',
]

/** What answers serialized requests instead of the network: an SDK v3 `requestHandler`. */
export interface RequestHandler {
  handle(request: never, options?: never): Promise<{ readonly response: unknown }>
}

type Keys = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Credentials themselves, or what gives and renews them. */
export type GivenCredentials = Keys | (() => Promise<Keys>)

/** Everything from outside that decides where calls go and as whom. */
export type AwsOptions = {
  readonly environment: AwsEnvironment
  /** For the user agent: `mlctl/<version>`. */
  readonly version: string
  /** `--profile`. */
  readonly profile?: string | undefined
  /** `--region`. */
  readonly region?: string | undefined
  /** `--endpoint-url`. */
  readonly endpointUrl?: string | undefined
  readonly requestHandler?: RequestHandler | undefined
  /** Instead of the default chain. */
  readonly credentials?: GivenCredentials | undefined
  /** Asks for the code of an MFA device by its serial number; absent where nobody can be asked. */
  readonly mfaCode?: ((serialNumber: string) => Promise<string>) | undefined
  /** Tries per call, the first included; 5 when absent. Watches give more. */
  readonly maxAttempts?: number | undefined
  /** Told the service's time of each answer, in epoch milliseconds and whole seconds. */
  readonly sawServerTime?: ((at: number) => void) | undefined
  /** Waits so many milliseconds, where a service makes its answer in its own time. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined
  /** Told of each request as it is sent, repeats after throttling included. */
  readonly sawRequest?: (() => void) | undefined
  /** Reads a file of the user's: the CA bundle. */
  readonly readText?: ((path: string) => Promise<string>) | undefined
}

/** A value and where it comes from, as messages name it: `--region`, `AWS_REGION`, `profile dev`. */
export type Sourced<T> = { readonly value: T; readonly source: string }

/** The value of a variable; an empty one counts as unset. */
export const variable = (environment: AwsEnvironment, name: string): string | undefined =>
  environment[name] || undefined

/** The first variable of `names` that is set. */
export const firstVariable = (
  environment: AwsEnvironment,
  names: readonly string[],
): Sourced<string> | undefined => {
  const source = names.find((name) => variable(environment, name) !== undefined)
  const value = source === undefined ? undefined : variable(environment, source)
  return source === undefined || value === undefined ? undefined : { value, source }
}
