import type { AwsOptions } from '../lib/aws/options.ts'
import { AccessError, UsageError } from '../lib/errors.ts'
import type { Io } from '../lib/ports/io.ts'
import type { Settings } from '../lib/ports/settings.ts'
import type { Target } from '../lib/ports/target.ts'

/** A target with what the AWS clients need to reach it. */
export type Resolved = { readonly target: Target; readonly aws: AwsOptions }

export type TargetInput = {
  readonly io: Io
  readonly settings: Settings
  /** `--sandbox`. */
  readonly sandboxFlag: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly readText: (path: string) => Promise<string>
  /** Options that lead every client into the embedded sandbox. */
  readonly sandboxOptions: (region: string) => Promise<AwsOptions>
}

const DEFAULT_SANDBOX_REGION = 'us-east-1'

/**
 * Decides once where the calls of this run go: --sandbox > MLCTL_TARGET > mlctl.yaml > AWS. Without
 * credentials the sandbox is offered on a terminal and named elsewhere; it is never taken silently.
 */
export const resolveTarget = async (input: TargetInput): Promise<Resolved> => {
  const { settings, sandboxFlag } = input
  const endpointUrl = settings.get('endpointUrl')
  if (sandboxFlag && endpointUrl?.origin === 'flag') {
    throw new UsageError('MLC-CLI-008', '--sandbox and --endpoint-url exclude each other.')
  }
  if (sandboxFlag || settings.get('target')?.value === 'sandbox') return sandboxTarget(input)
  const aws = awsOptions(input)
  const { resolveAwsTarget } = await import('../lib/aws/target.ts')
  const found = await resolveAwsTarget(aws).catch(async (error: unknown) => {
    if (await lacksCredentials(aws)) return undefined
    throw error
  })
  if (found === undefined || (await lacksCredentials(aws))) return offerSandbox(input)
  const target: Target = {
    name: 'aws',
    region: found.region.value,
    ...(found.endpoint === undefined ? {} : { endpoint: found.endpoint.value }),
    ...(found.profile === undefined ? {} : { profile: found.profile.value }),
  }
  return { target, aws }
}

/** What decides where calls go and as whom, if they go to AWS. */
export const awsOptions = ({
  env,
  settings,
  version,
  readText,
}: Pick<TargetInput, 'env' | 'settings' | 'version' | 'readText'>): AwsOptions => {
  const text = (key: string) => settings.get(key)?.value as string | undefined
  return {
    environment: env,
    version,
    readText,
    profile: text('profile'),
    region: text('region'),
    endpointUrl: text('endpointUrl'),
  }
}

/** The region that calls to the sandbox are signed for. */
export const sandboxRegion = ({ settings, env }: Pick<TargetInput, 'settings' | 'env'>): string =>
  (settings.get('region')?.value as string | undefined) ||
  env.AWS_REGION ||
  env.AWS_DEFAULT_REGION ||
  DEFAULT_SANDBOX_REGION

const sandboxTarget = async (input: TargetInput): Promise<Resolved> => {
  const { io } = input
  const region = sandboxRegion(input)
  io.note(io.style.dim('sandbox: nothing here touches AWS; models are stand-ins, prices are AWS’s'))
  return { target: { name: 'sandbox', region }, aws: await input.sandboxOptions(region) }
}

const offerSandbox = async (input: TargetInput): Promise<Resolved> => {
  const { io } = input
  if (!io.interactive) {
    throw new AccessError('MLC-AWS-001', 'There are no AWS credentials.', {
      why: 'Neither variables, a profile, SSO nor an instance role gives any.',
      hint: 'Configure credentials (aws configure sso, AWS_PROFILE), or work without an account: --sandbox',
    })
  }
  const agreed = await io.ask({
    kind: 'confirm',
    flag: '--sandbox',
    message: 'There are no AWS credentials. Use the sandbox for this run?',
    help: 'The sandbox needs no account and costs nothing; --sandbox chooses it beforehand.',
    initial: true,
    read: (answer) => answer,
  })
  if (agreed) return sandboxTarget(input)
  throw new AccessError('MLC-AWS-001', 'There are no AWS credentials.', {
    hint: 'Configure credentials (aws configure sso, AWS_PROFILE) and run the same command again.',
  })
}

/** Whether the provider chain ends empty-handed; a chosen profile that fails is another matter. */
const lacksCredentials = async (aws: AwsOptions): Promise<boolean> => {
  const { environment } = aws
  if (aws.profile !== undefined || environment.AWS_PROFILE) return false
  if (environment.AWS_ACCESS_KEY_ID && environment.AWS_SECRET_ACCESS_KEY) return false
  const { credentialsFor } = await import('../lib/aws/client.ts')
  const probe = { region: { value: aws.region ?? 'us-east-1', source: 'probe' }, endpoints: {} }
  const provider = await credentialsFor(aws, probe)
  if (typeof provider !== 'function') return false
  return provider().then(
    () => false,
    (error: unknown) => error instanceof Error && error.name === 'CredentialsProviderError',
  )
}
