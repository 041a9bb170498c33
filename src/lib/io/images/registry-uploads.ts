import { createHash } from 'node:crypto'
import { OutcomeError } from '../../errors.ts'
import type { ImageUploads, LayerPart, LayerUpload } from '../../ports/image-uploads.ts'
import type { RegistryCalls } from './registry-calls.ts'

/** Small enough for memory, large enough for speed (measured against one whole layer: the same). */
const PART_SIZE = 10 * 1024 * 1024

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ')

/**
 * Uploads by the Distribution API v2: an upload's id is the address that the registry names for its next
 * part (https://github.com/opencontainers/distribution-spec/blob/main/spec.md).
 */
export const registryUploads = (call: RegistryCalls): ImageUploads => ({
  missing: async (repository, digests) => {
    const missing: string[] = []
    for (const digest of digests) {
      const url = `/v2/${repository}/blobs/${digest}`
      const { status } = await call({ method: 'HEAD', url, expects: [200, 404] })
      if (status === 404) missing.push(digest)
    }
    return missing
  },
  begin: async (repository) => {
    const url = `/v2/${repository}/blobs/uploads/`
    const headers = { 'content-length': '0' }
    const answer = await call({ method: 'POST', url, headers, expects: [202] })
    return { uploadId: locationOf(answer, url), received: 0, partSize: PART_SIZE }
  },
  send: (_repository, part, signal) => send(call, part, signal),
  complete: async (_repository, { uploadId }, digest) => {
    const url = `${uploadId}${uploadId.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`
    await call({ method: 'PUT', url, headers: { 'content-length': '0' }, expects: [201] })
  },
  putManifest: async (repository, { text, mediaType }, tag) => {
    const body = Buffer.from(text)
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    const url = `/v2/${repository}/manifests/${tag ?? digest}`
    const headers = { 'content-type': mediaType }
    const answer = await call({ method: 'PUT', url, headers, body, expects: [201] })
    const stored = answer.headers.get('docker-content-digest') ?? digest
    if (stored === digest) return
    throw new OutcomeError('MLC-CTR-110', `The registry keeps the image as ${stored}.`, {
      why: `What was sent has the digest ${digest}.`,
    })
  },
  manifest: async (repository, reference) => {
    const url = `/v2/${repository}/manifests/${reference}`
    const headers = { accept: ACCEPT }
    const answer = await call({ method: 'GET', url, headers, expects: [200, 404] })
    if (answer.status === 404) return undefined
    return { text: await answer.text(), mediaType: answer.headers.get('content-type') ?? '' }
  },
  blob: async (repository, digest) => {
    const url = `/v2/${repository}/blobs/${digest}`
    const first = await call({ method: 'GET', url, expects: [200, 302, 307] })
    const answer =
      first.status === 200
        ? first
        : await call({ method: 'GET', url: locationOf(first, url), expects: [200] })
    return new Uint8Array(await answer.arrayBuffer())
  },
})

/** Relative addresses are completed by the caller; the query carries the upload's state. */
const locationOf = (answer: Response, otherwise: string): string =>
  answer.headers.get('location') ?? otherwise

const send = async (
  call: RegistryCalls,
  { upload, bytes }: LayerPart,
  signal: AbortSignal,
): Promise<LayerUpload> => {
  const { uploadId: url, received } = upload
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': `${received}-${received + bytes.length - 1}`,
  }
  const request = {
    method: 'PATCH',
    url,
    headers,
    body: bytes,
    signal,
    expects: [202, 416],
  } as const
  const answer = await call(request)
  if (answer.status === 202) {
    return { ...upload, uploadId: locationOf(answer, url), received: received + bytes.length }
  }
  // Out of step: the registry says how far it is.
  const state = await call({ method: 'GET', url, signal, expects: [204] })
  const last = /^(?:bytes=)?0-(\d+)$/.exec(state.headers.get('range') ?? '')?.[1]
  const now = last === undefined || last === '0' ? 0 : Number(last) + 1
  if (now === received) {
    throw new OutcomeError('MLC-CTR-102', 'The registry does not take a part of a layer.')
  }
  return { ...upload, uploadId: locationOf(state, url), received: now }
}
