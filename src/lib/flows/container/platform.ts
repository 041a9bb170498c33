import { familyOf } from '../../domain/hosting/instances.ts'
import { UsageError } from '../../errors.ts'

/**
 * The platform an image must be for: as named, or that of the instance type; Graviton takes arm64, all
 * else amd64. @throws UsageError MLC-CTR-119 for an unknown type, or when both contradict each other.
 */
export const platformFor = (wanted: {
  readonly platform?: string | undefined
  readonly instanceType?: string | undefined
}): string => {
  const { platform, instanceType } = wanted
  if (platform !== undefined && !/^[a-z]+\/[a-z0-9]+$/.test(platform)) {
    throw new UsageError('MLC-CTR-119', `--platform takes os/architecture, got ${platform}.`, {
      hint: 'linux/amd64, or linux/arm64 for Graviton.',
    })
  }
  if (instanceType === undefined) return platform ?? 'linux/amd64'
  const family = familyOf(instanceType)
  if (family === undefined) {
    throw new UsageError('MLC-CTR-119', `${instanceType} is no instance type that is known here.`, {
      hint: 'Write it like ml.m5.xlarge, or name the platform: --platform linux/amd64.',
    })
  }
  const own = family.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'
  if (platform === undefined || platform === own) return own
  throw new UsageError('MLC-CTR-119', `${instanceType} runs ${own}, not ${platform}.`)
}
