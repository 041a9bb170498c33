import { createReadStream, statSync } from 'node:fs'
import { SANDBOX_ACCOUNT } from '../account.ts'
import type { Documents, SandboxClock } from '../service.ts'
import type { WireRequest, WireResponse } from '../wire/message.ts'
import { grantOf, readGrant } from './access.ts'
import { type Blobs, createBlobs } from './blobs.ts'
import { findImage } from './find-image.ts'
import { type Repository, readRegistry } from './state.ts'

type Parts = {
  readonly directory: string
  readonly documents: Documents
  readonly clock: SandboxClock
}

/** Whether a request is for the registry's front: the Distribution API, which nobody signs. */
export const isForFront = ({ path, headers }: WireRequest): boolean =>
  /^\/v2(\/|$)/.test(path) && !(headers.authorization ?? '').startsWith('AWS4')

const json = (status: number, value: unknown, headers = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(value)),
})

const refused = (status: number, code: string, message: string): WireResponse =>
  json(status, { errors: [{ code, message }] })

/** ECR challenges for Basic and answers in plain text. */
const challenge = (): WireResponse => ({
  status: 401,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'www-authenticate': `Basic realm="https://${SANDBOX_ACCOUNT}.dkr.ecr/",service="ecr.amazonaws.com"`,
    'docker-distribution-api-version': 'registry/2.0',
  },
  body: Buffer.from('Not Authorized\n'),
})

/**
 * Pulling by the Distribution API v2, for docker, podman and skopeo: the user is AWS, the password is
 * GetAuthorizationToken's, which also says which region's repositories are seen. It takes no pushes.
 */
export const answerFront = (parts: Parts, request: WireRequest): WireResponse => {
  const grant =
    grantOf(request.headers.authorization) ?? readGrant(request.query.get('grant') ?? undefined)
  if (grant === undefined || grant.until < parts.clock.now()) return challenge()
  if (/^\/v2\/?$/.test(request.path)) return json(200, {})
  const [, name = '', kind, reference = ''] =
    /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(request.path) ?? []
  if (kind === undefined || !['GET', 'HEAD'].includes(request.method)) {
    return refused(405, 'UNSUPPORTED', 'The sandbox is pulled from here; push by the ECR API.')
  }
  const { repositories } = readRegistry({ documents: parts.documents, region: grant.region })
  const repository = Object.hasOwn(repositories, name) ? repositories[name] : undefined
  if (repository === undefined) {
    return refused(404, 'NAME_UNKNOWN', `The repository with name '${name}' does not exist`)
  }
  if (kind === 'tags') {
    const tags = Object.values(repository.images).flatMap((image) => image.tags)
    return json(200, { name, tags: tags.sort() })
  }
  const blobs = createBlobs(parts.directory)
  return kind === 'manifests'
    ? manifest(blobs, repository, reference)
    : blob(blobs, repository, reference)
}

const manifest = (blobs: Blobs, repository: Repository, reference: string): WireResponse => {
  const id = reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference }
  const image = findImage(repository, id)
  if (image === undefined) return refused(404, 'MANIFEST_UNKNOWN', 'Requested image not found')
  const body = Buffer.from(blobs.readText(image.digest))
  return {
    status: 200,
    headers: {
      'content-type': image.mediaType,
      'docker-content-digest': image.digest,
      'content-length': String(body.length),
    },
    body,
  }
}

const blob = (blobs: Blobs, repository: Repository, digest: string): WireResponse => {
  const path = repository.layers[digest] === undefined ? undefined : blobs.path(digest)
  if (path === undefined) return refused(404, 'BLOB_UNKNOWN', 'blob unknown to registry')
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'docker-content-digest': digest,
      'content-length': String(statSync(path).size),
    },
    body: createReadStream(path),
  }
}
