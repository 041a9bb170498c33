import { type Credentials, handlerFor } from './client.ts'
import { type AwsOptions, variable } from './options.ts'
import { chosenProfile, readProfile, sharedFilePaths } from './profile.ts'
import type { AwsTarget } from './target.ts'

/**
 * The given credentials, the environment's, or the SDK's chain: profiles (keys, roles, SSO, processes,
 * web identity), container and instance. Nothing is looked up before use.
 */
export const credentialsFor = async (
  options: AwsOptions,
  target: AwsTarget,
): Promise<Credentials> => {
  if (options.credentials !== undefined) return options.credentials
  const { environment } = options
  const profile = chosenProfile(options)
  const accessKeyId = variable(environment, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = variable(environment, 'AWS_SECRET_ACCESS_KEY')
  // A chosen profile goes before keys in the environment, as in the SDK's own chain.
  if (profile === undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = variable(environment, 'AWS_SESSION_TOKEN')
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  }
  const { defaultProvider } = await import('./sdk/credentials.ts')
  return defaultProvider({
    ...sharedFilePaths(options),
    ...(profile === undefined ? {} : { profile: profile.value }),
    ...(options.mfaCode === undefined ? {} : { mfaCodeProvider: options.mfaCode }),
    logger: SILENT,
    // A role is assumed in the run's region where its profile names none.
    parentClientConfig: { region: target.region.value },
    // Without a region: the sign-in of SSO has its own, which one given here would replace.
    clientConfig: {
      requestHandler: await handlerFor('sts', undefined, options),
      ...(await roleEndpoint(options, target)),
    },
  })
}

/** The SDK prints its warnings with console.warn; those that matter are errors of ours. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/**
 * Roles of a profile are assumed where the profile's calls go. The SDK reads the variables itself, but
 * neither `--endpoint-url` nor what a profile chosen by `--profile` says.
 */
const roleEndpoint = async (
  options: AwsOptions,
  { endpoints }: AwsTarget,
): Promise<{ readonly endpoint?: string }> => {
  const sts = endpoints.sts
  if (sts === undefined || sts.source.startsWith('AWS_')) return {}
  const { settings } = await readProfile(options)
  return settings.role_arn === undefined ? {} : { endpoint: sts.value }
}
