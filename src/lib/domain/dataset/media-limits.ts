import type { ImageSize } from './image-size.ts'
import type { MediaLimits } from './limits.ts'

/** What a file of this many bytes is too much or too little of; undefined when it is fine. */
export const bytesProblem = (sizeBytes: number, limits: MediaLimits): string | undefined => {
  const { maxBytes = Number.POSITIVE_INFINITY } = limits
  if (sizeBytes === 0) return 'is empty'
  return sizeBytes > maxBytes ? `has ${sizeBytes} bytes; ${maxBytes} are taken` : undefined
}

/** As `bytesProblem`, of the pixels of an image. */
export const sizeProblem = (
  { width, height }: ImageSize,
  limits: MediaLimits,
): string | undefined => {
  const { minSide = 0, maxSide = Number.POSITIVE_INFINITY } = limits
  const { maxPixels = Number.POSITIVE_INFINITY, maxRatio = Number.POSITIVE_INFINITY } = limits
  const [short, long] = width < height ? [width, height] : [height, width]
  const size = `is ${width} × ${height} pixels`
  if (short < minSide) return `${size}; each side needs ${minSide}`
  if (long > maxSide) return `${size}; each side may have ${maxSide}`
  if (width * height > maxPixels) return `${size}; ${maxPixels} in all are taken`
  return long > short * maxRatio ? `${size}; sides may differ ${maxRatio}-fold` : undefined
}

/** Whether the pixels of images are limited at all. */
export const limitsPixels = ({ minSide, maxSide, maxPixels, maxRatio }: MediaLimits): boolean =>
  [minSide, maxSide, maxPixels, maxRatio].some((limit) => limit !== undefined)
