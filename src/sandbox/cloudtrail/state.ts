import type { Call, Documents } from '../service.ts'

export type Tag = { readonly Key: string; readonly Value?: string }

export type TrailRecord = {
  readonly name: string
  readonly arn: string
  readonly homeRegion: string
  /** Members of the request that Describe gives back. */
  settings: Readonly<Record<string, unknown>>
  isLogging: boolean
  startedAt?: number
  stoppedAt?: number
  eventSelectors: readonly unknown[]
  advancedEventSelectors: readonly unknown[]
  tags: readonly Tag[]
}

type TrailsDocument = Record<string, TrailRecord>

const DOCUMENT = 'cloudtrail'

/** All trails of the account, by ARN. */
export const readTrails = ({ documents }: { readonly documents: Documents }): TrailsDocument =>
  documents.read<TrailsDocument>(DOCUMENT, {})

/** Changes the trails in one atomic step. */
export const changeTrails = <R>(call: Call, change: (trails: TrailsDocument) => R): R =>
  call.documents.update<TrailsDocument, R>(DOCUMENT, {}, change)
