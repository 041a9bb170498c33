import type { Call, Documents } from '../service.ts'
import { refusal } from './errors.ts'

export type ExclusionFilter = { readonly filterType: string; readonly filter: string }

export type Mutability =
  | 'MUTABLE'
  | 'IMMUTABLE'
  | 'MUTABLE_WITH_EXCLUSION'
  | 'IMMUTABLE_WITH_EXCLUSION'

/** One finding of a scan, in the API's spelling. */
export type Finding = {
  readonly name: string
  readonly description: string
  readonly uri: string
  readonly severity: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
}

export type Scan = {
  readonly status: 'COMPLETE' | 'UNSUPPORTED_IMAGE'
  readonly startedAt: number
  readonly completesAt: number
  readonly findings: readonly Finding[]
}

/** An image: its manifest is a blob of the same digest. */
export type ImageRecord = {
  readonly digest: string
  readonly mediaType: string
  readonly artifactMediaType?: string
  /** Digests of config and layers; of an index, those of the images it lists. */
  readonly blobs: readonly string[]
  readonly lists: readonly string[]
  readonly sizeBytes: number
  readonly pushedAt: number
  tags: string[]
  scan?: Scan
}

/** A layer under way: `received` bytes are in its file. */
export type UploadRecord = {
  received: number
  /** The newest part is below the least size. */
  smallPart: boolean
  /** An earlier one is, which only the last may be. */
  tooSmall: boolean
}

export type Repository = {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly encryption: { readonly encryptionType: string; readonly kmsKey?: string }
  mutability: Mutability
  exclusions: readonly ExclusionFilter[]
  scanOnPush: boolean
  policy?: string
  lifecycle?: string
  preview?: { readonly text: string; readonly at: number }
  tags: Record<string, string>
  /** Size by digest. */
  layers: Record<string, number>
  images: Record<string, ImageRecord>
  uploads: Record<string, UploadRecord>
}

type RegistryState = { repositories: Record<string, Repository> }

/** Where a registry's state is: one per region. */
export type Place = { readonly documents: Documents; readonly region: string }

const EMPTY: RegistryState = { repositories: {} }

const documentOf = ({ region }: Place): string => `ecr/${region}`

/** Every repository of the region. */
export const readRegistry = (place: Place): RegistryState =>
  place.documents.read(documentOf(place), EMPTY)

/** Changes the registry in one atomic step. */
export const changeRegistry = <R>(place: Place, change: (state: RegistryState) => R): R =>
  place.documents.update(documentOf(place), structuredClone(EMPTY), change)

/** Throws RepositoryNotFoundException. */
export const repositoryIn = (state: RegistryState, call: Call, name: string): Repository => {
  const found = Object.hasOwn(state.repositories, name) ? state.repositories[name] : undefined
  if (found === undefined) throw refusal.noRepository(name, call.accountId)
  return found
}

/** Reads one repository. */
export const readRepository = (call: Call, name: string): Repository =>
  repositoryIn(readRegistry(call), call, name)

/** Changes one repository in an atomic step. */
export const changeRepository = <R>(
  call: Call,
  name: string,
  change: (repository: Repository) => R,
): R => changeRegistry(call, (state) => change(repositoryIn(state, call, name)))
