import { DOCKER_MANIFEST, readManifest } from '../../domain/container/images/manifest.ts'
import { type ImageUri, referenceOf } from '../../domain/container/images/uri.ts'
import type { ContainerRuleId } from '../../domain/container/rules/table.ts'
import type { Ports } from '../../ports/all.ts'
import { ownImage } from './image-place.ts'
import { digestOfManifest } from './open-image.ts'
import { platformFor } from './platform.ts'
import { storedManifest, storedPlatform } from './stored-image.ts'

export type ImageCheck = {
  readonly check: 'manifest' | 'platform' | 'layers' | 'size' | 'address'
  /** The rule that it breaks or holds to; mlctl container lint --rules lists them. */
  readonly rule: ContainerRuleId
  readonly passed: boolean
  readonly says: string
  readonly fix?: string
}

export type VerifyReport = {
  readonly verdict: 'fit' | 'unfit'
  readonly uri: string
  readonly digest: string
  readonly mediaType: string
  readonly platform?: string
  readonly sizeBytes?: number
  readonly checks: readonly ImageCheck[]
}

type VerifyRequest = {
  readonly uri: string
  readonly platform?: string | undefined
  readonly instanceType?: string | undefined
  /** For a serverless endpoint, which takes 10 GB at most. */
  readonly serverless: boolean
}

/** …/sagemaker/latest/dg/serverless-endpoints.html */
const SERVERLESS_BYTES = 10 * 1024 ** 3
/** SageMaker API model, ContainerImage. */
const LONGEST_URI = 255

/**
 * Whether SageMaker can run an image that is in ECR: manifest, platform, layers, size, address.
 * @throws StateError MLC-CTR-111 when it is not there.
 */
export const verifyImage = async (
  ports: Pick<Ports, 'identity' | 'target' | 'imageUploads'>,
  request: VerifyRequest,
): Promise<VerifyReport> => {
  const wanted = platformFor(request)
  const uri = await ownImage(ports, request.uri)
  const manifest = await storedManifest(ports, uri)
  const digest = digestOfManifest(manifest)
  const { mediaType } = manifest
  const about = { uri: `${uri.host}/${uri.repository}@${digest}`, digest, mediaType }
  const read = readManifest(manifest)
  const first = [manifestCheck(mediaType, uri), addressCheck(request.uri)]
  if (read.kind === 'index') return { ...about, ...verdict(first) }
  const { config, layers } = read.image
  const digests = [config, ...layers].map((each) => each.digest)
  const missing = await ports.imageUploads.missing(uri.repository, [...new Set(digests)])
  const platform = missing.includes(config.digest)
    ? undefined
    : await storedPlatform(ports, uri.repository, read.image)
  const sizeBytes = layers.reduce((sum, { size }) => sum + size, 0)
  const checks = [
    ...first,
    platformCheck(platform, wanted),
    layersCheck(missing),
    ...(request.serverless ? [sizeCheck(sizeBytes)] : []),
  ]
  return {
    ...about,
    sizeBytes,
    ...(platform === undefined ? {} : { platform }),
    ...verdict(checks),
  }
}

const verdict = (checks: readonly ImageCheck[]): Pick<VerifyReport, 'verdict' | 'checks'> => ({
  verdict: checks.every(({ passed }) => passed) ? 'fit' : 'unfit',
  checks,
})

const manifestCheck = (mediaType: string, uri: ImageUri): ImageCheck =>
  mediaType === DOCKER_MANIFEST
    ? { check: 'manifest', rule: 'CTR601', passed: true, says: 'Docker v2 schema 2' }
    : {
        check: 'manifest',
        rule: 'CTR601',
        passed: false,
        says: `SageMaker hosting refuses ${mediaType}: Unsupported manifest media type`,
        fix: `mlctl container repair ${uri.host}/${uri.repository}${uri.digest === undefined ? ':' : '@'}${referenceOf(uri)}`,
      }

const addressCheck = (uri: string): ImageCheck => ({
  check: 'address',
  rule: 'CTR605',
  passed: uri.length <= LONGEST_URI,
  says: `${uri.length} characters of ${LONGEST_URI}`,
})

const platformCheck = (platform: string | undefined, wanted: string): ImageCheck =>
  platform === wanted
    ? { check: 'platform', rule: 'CTR606', passed: true, says: platform }
    : {
        check: 'platform',
        rule: 'CTR606',
        passed: false,
        says: `the config says ${platform ?? 'nothing'}, wanted is ${wanted}: exec format error`,
        fix: `Build it with --platform ${wanted} and push it again.`,
      }

const layersCheck = (missing: readonly string[]): ImageCheck =>
  missing.length === 0
    ? { check: 'layers', rule: 'CTR607', passed: true, says: 'all there' }
    : {
        check: 'layers',
        rule: 'CTR607',
        passed: false,
        says: `ECR lacks ${missing.join(', ')}`,
        fix: 'Push the image again: mlctl container push sends what is missing.',
      }

const sizeCheck = (sizeBytes: number): ImageCheck => ({
  check: 'size',
  rule: 'CTR604',
  passed: sizeBytes <= SERVERLESS_BYTES,
  says: `${sizeBytes} bytes compressed; serverless endpoints take images of 10 GB, unpacked`,
})
