import { list } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { admitted } from './describe.ts'
import { refusal } from './errors.ts'

/** Regions that every account has; https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html. */
const BY_DEFAULT = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
  ...['ap-southeast-1', 'ap-southeast-2'],
]

/** Regions that an account has once somebody turned them on; here nobody did. The same source. */
const ON_REQUEST = [
  ...['af-south-1', 'ap-east-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ca-west-1'],
  ...['eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1'],
]

type Region = { readonly id: string; readonly status: string; readonly tags: readonly [] }

const region =
  (status: string) =>
  (id: string): Region => ({ id, status, tags: [] })

/** The regions of the account, and with AllRegions those it could have. */
export const describeRegions = (call: Call, input: Input): Output => {
  const all = [
    ...BY_DEFAULT.map(region('opt-in-not-required')),
    ...ON_REQUEST.map(region('not-opted-in')),
  ]
  // Whoever works somewhere else here has turned that region on.
  const known = all.some(({ id }) => id === call.region)
    ? all
    : [...all, region('opted-in')(call.region)]
  const names = list<string>(input, 'RegionNames')
  for (const name of names) {
    if (!known.some(({ id }) => id === name)) {
      throw refusal.value('RegionNames', name, 'The specified region does not exist.')
    }
  }
  const asked = known.filter(({ id, status }) =>
    names.length > 0
      ? names.includes(id)
      : input.AllRegions === true || status !== 'not-opted-in' || id === call.region,
  )
  const found = admitted(input, asked, {
    'region-name': ({ id }) => id,
    'opt-in-status': ({ status }) => status,
    endpoint: ({ id }) => endpointOf(id),
  })
  return {
    Regions: found.map(({ id, status }) => ({
      RegionName: id,
      Endpoint: endpointOf(id),
      OptInStatus: status,
    })),
  }
}

const endpointOf = (id: string): string => `ec2.${id}.amazonaws.com`
