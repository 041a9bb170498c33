import { nearest } from '../domain/core/nearest.ts'
import { AccessError } from '../errors.ts'
import { type AwsOptions, firstVariable, type Sourced, variable } from './options.ts'

/** A profile of the shared files: its own settings, and those of the services section it names. */
export type Profile = Sourced<string> & {
  /** `region`, `endpoint_url`, `sso_session`, … as written. */
  readonly settings: Readonly<Record<string, string>>
  /** `s3.endpoint_url`, `bedrock_runtime.endpoint_url`, … */
  readonly services: Readonly<Record<string, string>>
}

type Section = Readonly<Record<string, string | undefined>>

/** The paths that the environment names; the SDK's own defaults where it names none. */
export const sharedFilePaths = ({
  environment,
}: Pick<AwsOptions, 'environment'>): { configFilepath?: string; filepath?: string } => {
  const config = variable(environment, 'AWS_CONFIG_FILE')
  const credentials = variable(environment, 'AWS_SHARED_CREDENTIALS_FILE')
  return {
    ...(config === undefined ? {} : { configFilepath: config }),
    ...(credentials === undefined ? {} : { filepath: credentials }),
  }
}

/** The profile somebody asked for: `--profile`, then AWS_PROFILE; undefined when nobody did. */
export const chosenProfile = (options: AwsOptions): Sourced<string> | undefined =>
  options.profile
    ? { value: options.profile, source: '--profile' }
    : firstVariable(options.environment, ['AWS_PROFILE'])

/**
 * Reads the profile in force, `default` when none was chosen. The SDK says "could not load
 * credentials" for a misspelt name; here it is told apart.
 * @throws AccessError MLC-AWS-004 for a chosen profile that neither shared file has.
 */
export const readProfile = async (options: AwsOptions): Promise<Profile> => {
  // Whoever hands in what answers the requests leaves nothing to the user's files.
  if (options.requestHandler !== undefined) {
    return { value: 'default', source: 'default', settings: {}, services: {} }
  }
  const { loadSharedConfigFiles } = await import('./sdk/shared-files.ts')
  const { configFile, credentialsFile } = await loadSharedConfigFiles(sharedFilePaths(options))
  const chosen = chosenProfile(options)
  const name = chosen?.value ?? 'default'
  const found = [credentialsFile[name], configFile[name]]
  if (chosen !== undefined && found.every((section) => section === undefined)) {
    throw unknownProfile(chosen, profileNames([configFile, credentialsFile]))
  }
  const settings = { ...defined(found[0]), ...defined(found[1]) }
  return {
    value: name,
    source: chosen?.source ?? 'default',
    settings,
    services: defined(configFile[`services.${settings.services ?? ''}`]),
  }
}

const defined = (section: Section | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(section ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  )

/** Sections like `services.x` and `sso-session.x` are no profiles. */
const profileNames = (files: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  [...new Set(files.flatMap((file) => Object.keys(file)))]
    .filter((name) => !/^(services|sso-session)\./.test(name))
    .sort()

const unknownProfile = (chosen: Sourced<string>, names: readonly string[]): AccessError => {
  const near = nearest(chosen.value, names)
  const known = names.length === 0 ? 'There are no profiles.' : `Profiles: ${names.join(', ')}.`
  return new AccessError('MLC-AWS-004', `There is no AWS profile ${chosen.value}.`, {
    why: `${chosen.source} names it, and neither the AWS config nor the credentials file has it.`,
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : known,
    details: { profile: chosen.value, near, profiles: names },
  })
}
