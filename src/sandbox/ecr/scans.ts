import { members, text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import type { Blobs } from './blobs.ts'
import { refusal } from './errors.ts'
import { type ImageId, imageOf, words } from './find-image.ts'
import { findingsOf } from './packages.ts'
import { naming, page } from './repositories.ts'
import { changeRepository, readRepository, type Scan } from './state.ts'

/** How long a basic scan takes. */
const SCAN_SECONDS = 20
/** An image may be scanned again after a day; …/AmazonECR/latest/userguide/image-scanning-basic.html */
const RESCAN_MS = 24 * 60 * 60 * 1000

/** How a scan stands at an instant. */
export const scanStatus = (scan: Scan, now: number): string =>
  now < scan.completesAt ? 'IN_PROGRESS' : scan.status

const isComplete = (scan: Scan, now: number): boolean => scanStatus(scan, now) === 'COMPLETE'

const countsOf = (scan: Scan): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { severity } of scan.findings) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}

/** The summary that DescribeImages shows of a complete scan. */
export const summaryOf = (scan: Scan, now: number): Output =>
  isComplete(scan, now)
    ? {
        imageScanFindingsSummary: {
          imageScanCompletedAt: new Date(scan.completesAt),
          vulnerabilitySourceUpdatedAt: new Date(scan.startedAt),
          findingSeverityCounts: countsOf(scan),
        },
      }
    : {}

type Named = { readonly repositoryName: string; readonly digest: string }

/** Scans an image that is there: the packages of its layers against the table of known faults. */
export const scanImage = async (blobs: Blobs, call: Call, { repositoryName, digest }: Named) => {
  const image = imageOf(call, readRepository(call, repositoryName), { imageDigest: digest })
  const manifest: { readonly layers?: readonly { readonly digest: string }[] } = JSON.parse(
    blobs.readText(digest),
  )
  const paths = (manifest.layers ?? []).flatMap((layer) => blobs.path(layer.digest) ?? [])
  const found = image.lists.length > 0 ? undefined : await readFindings(paths)
  const startedAt = call.clock.now()
  const scan: Scan = {
    status: found === undefined ? 'UNSUPPORTED_IMAGE' : 'COMPLETE',
    startedAt,
    completesAt: startedAt + call.clock.duration(SCAN_SECONDS),
    findings: found ?? [],
  }
  changeRepository(call, repositoryName, (repository) => {
    const scanned = repository.images[digest]
    if (scanned !== undefined) scanned.scan = scan
  })
  return scan
}

/** A layer that is no archive cannot be scanned, which is no failure of the push. */
const readFindings = (paths: readonly string[]) => findingsOf(paths).catch(() => undefined)

const startImageScan =
  (blobs: Blobs) =>
  async (call: Call, input: Input): Promise<Output> => {
    const repositoryName = text(input, 'repositoryName')
    const imageId = members(input, 'imageId') as ImageId
    const { digest, scan } = imageOf(call, readRepository(call, repositoryName), imageId)
    if (scan !== undefined && call.clock.now() - scan.startedAt < RESCAN_MS) {
      throw refusal.scanLimit()
    }
    await scanImage(blobs, call, { repositoryName, digest })
    return {
      registryId: call.accountId,
      repositoryName,
      imageId: { ...imageId, imageDigest: digest },
      imageScanStatus: { status: 'IN_PROGRESS' },
    }
  }

const describeImageScanFindings = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  const imageId = members(input, 'imageId') as ImageId
  const { digest, scan } = imageOf(call, repository, imageId)
  if (scan === undefined) throw refusal.noScan(words(imageId), naming(call, repository.name))
  const now = call.clock.now()
  const { items, next } = page(input, scan.findings)
  return {
    registryId: call.accountId,
    repositoryName: repository.name,
    imageId: { ...imageId, imageDigest: digest },
    imageScanStatus: { status: scanStatus(scan, now) },
    ...(isComplete(scan, now)
      ? {
          imageScanFindings: {
            imageScanCompletedAt: new Date(scan.completesAt),
            vulnerabilitySourceUpdatedAt: new Date(scan.startedAt),
            findingSeverityCounts: countsOf(scan),
            findings: items,
          },
        }
      : {}),
    ...(next === undefined ? {} : { nextToken: next }),
  }
}

/** Scans of images: their findings are computed from the packages the layers hold. */
export const scanOperations = (blobs: Blobs): Service['operations'] => ({
  StartImageScan: startImageScan(blobs),
  DescribeImageScanFindings: describeImageScanFindings,
})
