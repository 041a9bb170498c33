import { BUILD_CONTEXTS } from '../../domain/container/build/cloud-build.ts'
import { outputLocation, readLocations } from '../../domain/iam/locations.ts'
import { defaultRoleName, roleNameOf, roleNameProblem } from '../../domain/iam/names.ts'
import { BUILD_PROJECT, kindOf, ROLE_KINDS } from '../../domain/iam/roles/purposes.ts'
import { ownRepositoryArnOf } from '../../domain/iam/roles/repositories.ts'
import { s3UriProblems } from '../../domain/storage/s3-uris.ts'
import type { Ports } from '../../ports/all.ts'
import type { RoleRequest } from './role-request.ts'

type QuestionPorts = Pick<Ports, 'io'>

/** A bare bucket name is the whole bucket. */
const uriOf = (text: string): string => (text.includes('/') ? text : `s3://${text}/`)

const uriCheck = (text: string): string | undefined => s3UriProblems(uriOf(text), 'folder')[0]

/** S3 URIs of what the role may read; asked for where its kind reads something. */
export const readsOf = async (
  { io }: QuestionPorts,
  request: RoleRequest,
  bucket: string,
): Promise<readonly string[]> => {
  if (request.data !== undefined && request.data.length > 0) return request.data.map(uriOf)
  if (!kindOf(request).needs.data) return []
  // Builds of mlctl pack to this folder unless another bucket is named.
  if (request.purpose === 'builds') return [`s3://${bucket}/${BUILD_CONTEXTS}`]
  const answer = await io.ask({
    kind: 'text',
    flag: '--data',
    message: DATA_QUESTIONS[request.purpose ?? 'customization'] ?? 'Data',
    help: 'The role may read this folder. Several: pass --data more than once.',
    initial: `s3://${bucket}/data/`,
    check: uriCheck,
    read: uriOf,
  })
  return [answer]
}

const DATA_QUESTIONS: Readonly<Record<string, string>> = {
  customization: 'Training data (S3 URI of a file or folder)',
  import: 'Model files (S3 URI of a folder)',
  batch: 'Prompts (S3 URI of a file or folder)',
  training: 'Data of the jobs (S3 URI of a file or folder)',
  hosting: 'Model files (S3 URI of a file or folder)',
  pipelines: 'Data of the steps (S3 URI of a file or folder)',
}

/**
 * ARNs of the repositories that builds push to; asked for where builds use the role. Undefined for every
 * other kind.
 */
export const pushesOf = async (
  { io }: QuestionPorts,
  request: RoleRequest,
  scope: { readonly account: string; readonly region: string; readonly partition: string },
): Promise<readonly string[] | undefined> => {
  if (request.purpose !== 'builds') return undefined
  const arnOf = (text: string) => ownRepositoryArnOf(text, scope)
  const given = request.pushes ?? []
  if (given.length > 0) return [...new Set(given.flatMap((text) => arnOf(text) ?? []))]
  const answer = await io.ask({
    kind: 'text',
    flag: '--push',
    message: 'Repository that builds push to (name in ECR)',
    help: 'Builds may push there and nowhere else. Several: pass --push more than once.',
    check: (text) => (arnOf(text) === undefined ? 'It is no repository of ECR.' : undefined),
    read: (text) => text,
  })
  return [arnOf(answer) ?? answer]
}

/** The folder that results go to; asked for where the kind must have one. */
export const outputOf = async (
  { io }: QuestionPorts,
  request: RoleRequest,
  { reads, bucket }: { readonly reads: readonly string[]; readonly bucket: string },
): Promise<string | undefined> => {
  if (request.output !== undefined) return uriOf(request.output)
  if (kindOf(request).needs.output !== 'must') return undefined
  const [first] = readLocations({ reads })
  return io.ask({
    kind: 'text',
    flag: '--output',
    message: 'Folder for the results (S3 URI)',
    initial: `s3://${first?.bucket ?? bucket}/output/`,
    check: uriCheck,
    read: uriOf,
  })
}

/** The role's name, or its default: after the bucket that it works in. */
export const nameOf = async (
  { io }: QuestionPorts,
  request: RoleRequest,
  place: {
    readonly reads: readonly string[]
    readonly output?: string | undefined
    readonly region: string
  },
): Promise<string> => {
  if (request.role !== undefined) return roleNameOf(request.role)
  const bucket =
    place.output === undefined
      ? readLocations(place)[0]?.bucket
      : outputLocation({ output: place.output }).bucket
  const initial =
    request.purpose === 'builds'
      ? buildRoleName(request)
      : defaultRoleName(bucket ?? place.region, {
          area: kindOf(request).area,
          style: request.nameStyle ?? 'mlctl',
        })
  // The default is as good as an answer, so a script need not name it.
  if (!io.interactive) return initial
  return io.ask({
    kind: 'text',
    flag: '--role',
    message: 'Name of the role',
    initial,
    check: (text) => roleNameProblem(roleNameOf(text)),
    read: roleNameOf,
  })
}

/** The role that all builds of a project share is called after the project. */
export const buildRoleName = ({
  buildProject = BUILD_PROJECT,
  nameStyle = 'mlctl',
}: Pick<RoleRequest, 'buildProject' | 'nameStyle'>): string =>
  defaultRoleName(buildProject.replace(/^mlctl-/, ''), {
    area: ROLE_KINDS.builds.area,
    style: nameStyle,
  })
