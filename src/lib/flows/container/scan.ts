import { bySeverity, isAtLeast, type Severity } from '../../domain/container/images/severities.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ScanFinding, ScanView } from '../../ports/image-repositories.ts'
import { waitUntil } from '../poll.ts'
import { ownImage } from './image-place.ts'

export type ScanReport = {
  /** `unknown`: ECR cannot scan this image, which does not make it clean. */
  readonly verdict: 'passed' | 'failed' | 'unknown'
  readonly uri: string
  readonly digest: string
  readonly status: string
  readonly why?: string
  readonly failOn: Severity
  readonly counts: Readonly<Record<string, number>>
  /** Worst first. */
  readonly findings: readonly ScanFinding[]
}

export type ScanRequest = {
  readonly uri: string
  readonly failOn: Severity
  readonly timeoutMs?: number | undefined
}

/** Scans that are still to end (ECR API model, ScanStatus). */
const RUNNING = ['IN_PROGRESS', 'PENDING', '']
/** Ended with findings, or going on for ever with those found so far. */
const KNOWN = ['COMPLETE', 'ACTIVE']

/**
 * The known faults of an image in ECR; starts a scan when there is none.
 * @throws StateError MLC-CTR-111 when there is no such image.
 */
export const scanImage = async (
  ports: Pick<Ports, 'identity' | 'target' | 'imageRepositories' | 'clock' | 'io'>,
  request: ScanRequest,
): Promise<ScanReport> => {
  const { imageRepositories } = ports
  const uri = await ownImage(ports, request.uri)
  const { repository, digest: named, tag = '' } = uri
  const id = named === undefined ? { tag } : { digest: named }
  const image = await imageRepositories.image(repository, id)
  if (image === undefined) {
    throw new StateError('MLC-CTR-111', `ECR has no image ${request.uri}.`, {
      hint: `See: aws ecr list-images --repository-name ${repository}`,
    })
  }
  const { digest } = image
  if ((await imageRepositories.scan(repository, digest)) === undefined) {
    await imageRepositories.startScan(repository, digest)
  }
  const scan = await waitUntil(ports, {
    read: () => imageRepositories.scan(repository, digest),
    isOver: (view) => view !== undefined && !RUNNING.includes(view.status),
    timeoutMs: request.timeoutMs,
    what: `scan of ${repository}`,
    resume: `mlctl container scan ${request.uri}`,
  })
  return report(scan ?? NONE, { digest, uri: `${uri.host}/${repository}@${digest}` }, request)
}

const NONE: ScanView = { status: 'FINDINGS_UNAVAILABLE', findings: [], counts: {} }

const report = (
  { status, why, counts, findings }: ScanView,
  about: { readonly uri: string; readonly digest: string },
  { failOn }: ScanRequest,
): ScanReport => {
  const isKnown = KNOWN.includes(status)
  const isBad = findings.some(({ severity }) => isAtLeast(severity, failOn))
  return {
    verdict: isKnown ? (isBad ? 'failed' : 'passed') : 'unknown',
    ...about,
    status,
    ...(why === undefined ? {} : { why }),
    failOn,
    counts,
    findings: [...findings].sort(bySeverity),
  }
}
