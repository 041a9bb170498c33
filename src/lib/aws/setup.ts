import { AccessError } from '../errors.ts'
import type { AwsSetup, CredentialsView } from '../ports/aws-setup.ts'
import { credentialsFor } from './credentials.ts'
import { explain } from './explain.ts'
import { awsUrl } from './hosts.ts'
import { AWS_SERVICES, type AwsOptions } from './options.ts'
import { chosenProfile } from './profile.ts'
import { proxyFor } from './proxy.ts'
import { resolveAwsTarget } from './target.ts'
import { present } from './values.ts'

/** How these options would reach AWS. Nothing is sent to a service of AWS's but by a credential provider. */
export const awsSetupOf = (options: AwsOptions): AwsSetup => ({
  routes: async (services) => {
    const target = await resolveAwsTarget(options)
    return AWS_SERVICES.filter((service) => services.includes(service)).map((service) => {
      const own = target.endpoints[service]
      const url = own?.value ?? awsUrl(service, target.region.value)
      const proxy = proxyFor(own?.value, options.environment)
      return {
        service,
        url,
        ...present({ source: own?.source, proxy: proxy?.url.href }),
      }
    })
  },
  credentials: () => credentialsView(options),
})

/** What the SDK marks in the credentials that it hands out; the first that fits names the provider. */
const SOURCES: readonly (readonly [feature: string, words: string])[] = [
  ['CREDENTIALS_PROFILE_SSO', 'SSO'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_SSO', 'SSO'],
  ['CREDENTIALS_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login'],
  ['CREDENTIALS_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE_PROCESS', 'credential process'],
  ['CREDENTIALS_PROCESS', 'credential process'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'web identity'],
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'web identity'],
  ['CREDENTIALS_STS_ASSUME_ROLE_WEB_ID', 'web identity'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'assumed role'],
  ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'assumed role'],
  ['CREDENTIALS_IMDS', 'instance role'],
  ['CREDENTIALS_HTTP', 'container role'],
  ['CREDENTIALS_ENV_VARS', 'environment variables'],
  ['CREDENTIALS_PROFILE', 'keys in the shared files'],
]

type Handed = {
  readonly sessionToken?: string
  readonly expiration?: { toISOString(): string }
  readonly $source?: Readonly<Record<string, string>>
}

const credentialsView = async (options: AwsOptions): Promise<CredentialsView> => {
  const profile = chosenProfile(options)
  const anyRegion = { region: { value: options.region ?? 'us-east-1', source: '' }, endpoints: {} }
  const target = await resolveAwsTarget(options).catch((error: unknown) => {
    // Credentials are looked at even where no region is set; an unknown profile has none.
    if (error instanceof AccessError) throw error
    return anyRegion
  })
  const given = await credentialsFor(options, target)
  const handed: Handed =
    typeof given !== 'function'
      ? { ...given, $source: { CREDENTIALS_ENV_VARS: 'g' } }
      : await given().catch((error: unknown) => {
          throw explain(error, {
            service: 'sts',
            operation: 'credentials',
            subject: 'your credentials',
            endpoint: undefined,
            profile: profile?.value,
          })
        })
  const words = SOURCES.find(([feature]) => handed.$source?.[feature] !== undefined)?.[1]
  const by = profile === undefined ? undefined : `profile ${profile.value}`
  return {
    source:
      by === undefined ? (words ?? 'the provider chain') : `${by}${words ? ` (${words})` : ''}`,
    ...present({ expiresAt: handed.expiration?.toISOString() }),
    isLongLived: handed.sessionToken === undefined,
  }
}
