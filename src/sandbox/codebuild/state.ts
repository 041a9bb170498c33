import type { LogEvent } from '../logs/records.ts'
import { type Documents, type Input, ServiceError } from '../service.ts'

/** A project as it was asked for. */
export type ProjectRecord = {
  readonly arn: string
  readonly createdAt: number
  readonly changedAt: number
  readonly request: Input
}

/** What became of running a build's commands; times are seconds of this machine. */
export type BuildWork = {
  readonly preBuildSeconds: number
  readonly buildSeconds: number
  /** The phase that failed, and why: QUEUED when its log has no place, else that of a command. */
  readonly failed?: { readonly phase: 'QUEUED' | 'PRE_BUILD' | 'BUILD'; readonly message: string }
  readonly exported: Readonly<Record<string, string>>
  readonly lines: readonly LogEvent[]
}

/** Times are milliseconds since the epoch. */
export type BuildRecord = {
  readonly id: string
  readonly arn: string
  readonly number: number
  readonly projectName: string
  readonly startedAt: number
  /** Project and overrides, merged. */
  readonly request: Input
  readonly token?: string
  /** The request as it came, to tell a repeated token from a misused one. */
  readonly asked: string
  running?: { readonly pid: number }
  work?: BuildWork
  stoppedAt?: number
}

type CodeBuildDocument = {
  projects: Record<string, ProjectRecord>
  builds: Record<string, BuildRecord>
}

type Place = { readonly documents: Documents; readonly region: string }

const nameOf = ({ region }: Place): string => `codebuild/${region}`

export const readBuilds = (place: Place): CodeBuildDocument =>
  place.documents.read(nameOf(place), { projects: {}, builds: {} })

/** Changes projects and builds of the region in one atomic step. */
export const changeBuilds = <R>(place: Place, change: (document: CodeBuildDocument) => R): R =>
  place.documents.update<CodeBuildDocument, R>(nameOf(place), { projects: {}, builds: {} }, change)

/** Where a build's lines are; nobody reads them before they are written. */
export const logPlace = ({ id, projectName }: BuildRecord) => ({
  group: `/aws/codebuild/${projectName}`,
  stream: id.slice(projectName.length + 1),
})

/** Refusals by the codes of the CodeBuild API model. */
export const refusal = {
  input: (message: string) => new ServiceError('InvalidInputException', message),
  exists: (arn: string) =>
    new ServiceError('ResourceAlreadyExistsException', `Project already exists: ${arn}`),
  missing: (arn: string) =>
    new ServiceError('ResourceNotFoundException', `Project cannot be found: ${arn}`),
  noBuild: (id: string) =>
    new ServiceError('ResourceNotFoundException', `Build with id ${id} cannot be found`),
}
