import type { Call, Documents } from '../service.ts'
import { defaultNetwork } from './default-network.ts'
import type { NetworkState } from './records.ts'

type Ec2Document = Record<string, NetworkState>

const DOCUMENT = 'ec2'

export type Place = {
  readonly documents: Documents
  readonly region: string
  readonly seed: string
}

/** Where a call looks. */
export const placeOf = (call: Pick<Call, 'documents' | 'region' | 'seed'>): Place => ({
  documents: call.documents,
  region: call.region,
  seed: call.seed ?? '',
})

/** The region's network: until something changes it, the default network of an account. */
export const readNetwork = ({ documents, region, seed }: Place): NetworkState =>
  documents.read<Ec2Document>(DOCUMENT, {})[region] ?? defaultNetwork(region, seed)

/** Changes the region's network in one atomic step. */
export const changeNetwork = <R>(place: Place, change: (network: NetworkState) => R): R =>
  place.documents.update<Ec2Document, R>(DOCUMENT, {}, (document) => {
    const network = document[place.region] ?? defaultNetwork(place.region, place.seed)
    document[place.region] = network
    return change(network)
  })
