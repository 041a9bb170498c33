import { UsageError } from '../errors.ts'
import {
  AWS_SERVICES,
  type AwsOptions,
  type AwsService,
  firstVariable,
  type Sourced,
  variable,
} from './options.ts'
import { chosenProfile, type Profile, readProfile } from './profile.ts'

/** Where calls go, and who said so. */
export type AwsTarget = {
  readonly region: Sourced<string>
  /** Set when somebody chose one. */
  readonly profile?: Sourced<string>
  /** Only services whose calls do not go to AWS's own endpoint. */
  readonly endpoints: Readonly<Partial<Record<AwsService, Sourced<string>>>>
  /** The endpoints in force in one line, for plans; absent when all calls go to AWS. */
  readonly endpoint?: Sourced<string>
}

/**
 * Region, profile and endpoints of this run; nothing is sent.
 * @throws UsageError MLC-AWS-009 without a region, MLC-AWS-017 for an endpoint that is no URL;
 * AccessError MLC-AWS-004 for an unknown profile.
 */
export const resolveAwsTarget = async (options: AwsOptions): Promise<AwsTarget> => {
  const profile = await readProfile(options)
  const endpoints: Partial<Record<AwsService, Sourced<string>>> = {}
  for (const service of AWS_SERVICES) {
    const endpoint = endpointOf(service, options, profile)
    if (endpoint !== undefined) endpoints[service] = checkedUrl(endpoint)
  }
  const chosen = chosenProfile(options)
  const inForce = Object.values(endpoints)
  return {
    region: regionOf(options, profile),
    endpoints,
    ...(chosen === undefined ? {} : { profile: chosen }),
    ...(inForce.length === 0 ? {} : { endpoint: oneLine(inForce) }),
  }
}

/**
 * `--region` > AWS_REGION > AWS_DEFAULT_REGION > profile. The JavaScript SDK ignores
 * AWS_DEFAULT_REGION, which the AWS CLI and boto3 use.
 */
const regionOf = (options: AwsOptions, profile: Profile): Sourced<string> => {
  if (options.region) return { value: options.region, source: '--region' }
  const set = firstVariable(options.environment, ['AWS_REGION', 'AWS_DEFAULT_REGION'])
  if (set !== undefined) return set
  const { region } = profile.settings
  if (region !== undefined) return { value: region, source: `profile ${profile.value}` }
  throw new UsageError('MLC-AWS-009', 'No AWS region is set.', {
    why: `Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor the profile ${profile.value} names one.`,
    hint: 'Pass --region us-east-1 (or the region you use), or set AWS_REGION.',
  })
}

/**
 * `--endpoint-url` > AWS_ENDPOINT_URL_<SERVICE> > AWS_ENDPOINT_URL > the profile's services section >
 * its endpoint_url (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
const endpointOf = (
  service: AwsService,
  options: AwsOptions,
  profile: Profile,
): Sourced<string> | undefined => {
  if (options.endpointUrl) return { value: options.endpointUrl, source: '--endpoint-url' }
  if (ignoresConfigured(options, profile)) return undefined
  const id = ENDPOINT_IDS[service] ?? service.replaceAll('-', '_')
  const set = firstVariable(options.environment, [
    `AWS_ENDPOINT_URL_${id.toUpperCase()}`,
    'AWS_ENDPOINT_URL',
  ])
  if (set !== undefined) return set
  const own = profile.services[`${id}.endpoint_url`]
  if (own !== undefined) {
    return { value: own, source: `profile ${profile.value}, services ${profile.settings.services}` }
  }
  const shared = profile.settings.endpoint_url
  return shared === undefined ? undefined : { value: shared, source: `profile ${profile.value}` }
}

/** Where the id in variables and profiles is not the model's own name (its `serviceId`). */
const ENDPOINT_IDS: Readonly<Partial<Record<AwsService, string>>> = {
  'application-autoscaling': 'application_auto_scaling',
}

const ignoresConfigured = (options: AwsOptions, profile: Profile): boolean => {
  const set = variable(options.environment, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')
  return (set ?? profile.settings.ignore_configured_endpoint_urls)?.toLowerCase() === 'true'
}

const checkedUrl = (endpoint: Sourced<string>): Sourced<string> => {
  if (/^https?:\/\/[^/]/.test(endpoint.value) && URL.canParse(endpoint.value)) return endpoint
  throw new UsageError(
    'MLC-AWS-017',
    `${endpoint.value} is no endpoint: it is not an http(s) URL.`,
    {
      why: `It comes from ${endpoint.source}.`,
      hint: 'Write it like http://127.0.0.1:4566 or https://host.example.',
    },
  )
}

const oneLine = (endpoints: readonly Sourced<string>[]): Sourced<string> => ({
  value: [...new Set(endpoints.map(({ value }) => value))].join(', '),
  source: [...new Set(endpoints.map(({ source }) => source))].join(', '),
})
