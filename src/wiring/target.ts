import type { AwsOptions, GivenCredentials } from '../lib/aws/options.ts'
import type { AwsTarget } from '../lib/aws/target.ts'
import { AccessError, MlctlError, UsageError } from '../lib/errors.ts'
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
  /** The command may take as long as what it starts or follows. */
  readonly mayWait: boolean
  /** Options that lead every client into the embedded sandbox, and whether jobs there last as on AWS. */
  readonly sandboxOptions: (
    region: string,
  ) => Promise<{ readonly aws: AwsOptions; readonly isSlow: boolean }>
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
  const aws = { ...awsOptions(input), ...mfaAsker(input.io) }
  const { resolveAwsTarget } = await import('../lib/aws/target.ts')
  const found = await resolveAwsTarget(aws).catch((error: unknown) => ({ error }))
  const credentials = await probedCredentials(aws, 'error' in found ? undefined : found)
  if (credentials === 'none') return offerSandbox(input)
  if ('error' in found) throw found.error
  const target: Target = {
    name: 'aws',
    region: found.region.value,
    ...(found.endpoint === undefined ? {} : { endpoint: found.endpoint.value }),
    ...(found.profile === undefined ? {} : { profile: found.profile.value }),
  }
  // What was probed is kept: an MFA code is asked for once, and a role assumed once.
  return { target, aws: credentials === undefined ? aws : { ...aws, credentials } }
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
  const { aws, isSlow } = await input.sandboxOptions(region)
  if (isSlow && input.mayWait) io.note(io.style.dim(SLOW))
  return { target: { name: 'sandbox', region }, aws }
}

/** Nobody learns by a wait of hours; a wait that has begun follows the new pace. */
const SLOW = '         jobs take as long as on AWS; an hour in a minute: mlctl sandbox clock x60'

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

/**
 * 'none' when the provider chain ends empty-handed; what was given, where the chain had to be asked. A
 * chosen profile that fails is another matter: its first call says why.
 */
const probedCredentials = async (
  aws: AwsOptions,
  target: AwsTarget | undefined,
): Promise<GivenCredentials | 'none' | undefined> => {
  const { environment } = aws
  if (aws.profile !== undefined || environment.AWS_PROFILE) return undefined
  if (environment.AWS_ACCESS_KEY_ID && environment.AWS_SECRET_ACCESS_KEY) return undefined
  const { credentialsFor } = await import('../lib/aws/credentials.ts')
  const region = { value: aws.region ?? 'us-east-1', source: 'probe' }
  const provider = await credentialsFor(aws, target ?? { region, endpoints: {} })
  if (typeof provider !== 'function') return undefined
  try {
    await provider()
  } catch (error) {
    if (error instanceof MlctlError) throw error
    // Only the chain's own end means that there is nothing; a broken default profile is told as it is.
    if (error instanceof Error && NOTHING_GIVEN.test(error.message)) return 'none'
  }
  return provider
}

/** The last link of the SDK's chain. */
const NOTHING_GIVEN = /^Could not load credentials from any providers/

/** Asks for MFA codes where somebody is there to type them. */
const mfaAsker = (io: Io): Pick<AwsOptions, 'mfaCode'> =>
  io.interactive
    ? {
        mfaCode: (serialNumber) =>
          io.ask({
            kind: 'text',
            flag: '--profile',
            message: `MFA code of ${serialNumber}`,
            check: (code) => (/^\d{6}$/.test(code) ? undefined : 'A code has six digits.'),
            read: (code) => code,
          }),
      }
    : {}
