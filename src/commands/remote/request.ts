import { parseSize } from '../../lib/domain/remote/sizes.ts'
import { UsageError } from '../../lib/errors.ts'
import type { RemoteRequest } from '../../lib/flows/remote/run.ts'
import type { FlagValues } from '../define.ts'
import type { JOB_FLAGS, PACK_FLAGS } from './flags.ts'

const DEFAULT_MAX_BYTES = 200e6
const DEFAULT_MAX_RUNTIME_MS = 24 * 3_600_000

type JobFlags = FlagValues<typeof JOB_FLAGS>

/** @throws UsageError MLC-RMT-001 for times that do not fit together. */
export const specOf = (flags: JobFlags, command: readonly string[]): RemoteRequest['spec'] => {
  const maxRuntimeMs = flags.maxRuntime ?? DEFAULT_MAX_RUNTIME_MS
  const maxWaitMs = flags.maxWait ?? (flags.spot === true ? 2 * maxRuntimeMs : undefined)
  if (flags.maxWait !== undefined && flags.spot !== true) {
    throw new UsageError('MLC-RMT-001', '--max-wait belongs to --spot.', {
      hint: 'Add --spot, or limit the job by --max-runtime.',
    })
  }
  if (maxWaitMs !== undefined && maxWaitMs < maxRuntimeMs) {
    throw new UsageError('MLC-RMT-001', '--max-wait is shorter than --max-runtime.', {
      why: 'SageMaker counts the waiting and the running of a spot job together.',
    })
  }
  return {
    command,
    image: flags.image,
    instanceType: flags.instanceType,
    environment: flags.env ?? {},
    inputs: flags.data ?? {},
    volumeGb: flags.volume,
    maxRuntimeSeconds: Math.round(maxRuntimeMs / 1_000),
    ...(flags.checkpoint === true ? { checkpoint: true } : {}),
    ...(maxWaitMs === undefined ? {} : { maxWaitSeconds: Math.round(maxWaitMs / 1_000) }),
  }
}

/** @throws UsageError MLC-RMT-001 for a size that cannot be read. */
export const packOf = (flags: FlagValues<typeof PACK_FLAGS>): RemoteRequest['pack'] => {
  const maxBytes = flags.maxSize === undefined ? DEFAULT_MAX_BYTES : parseSize(flags.maxSize)
  if (maxBytes === undefined) {
    throw new UsageError('MLC-RMT-001', `--max-size takes a size, got "${flags.maxSize}".`, {
      hint: 'For example 500MB, 2GB or a number of bytes.',
    })
  }
  return {
    folder: '.',
    include: flags.include ?? [],
    exclude: flags.exclude ?? [],
    maxBytes,
    maxSizeText: flags.maxSize,
    allowSecrets: flags.allowSecrets,
  }
}
