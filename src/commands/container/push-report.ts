import type { PushResult } from '../../lib/flows/container/push.ts'
import { plannedText } from '../planned.ts'

const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`

/** The URI to use, and what it took. */
export const renderPush = (result: PushResult): string => {
  const { status, uri, tagUri, platform, sizeBytes, sentBytes } = result
  if (status === 'planned') return plannedText(result)
  const took =
    status === 'nothing-to-do' || sentBytes === undefined
      ? 'The same image is there already.'
      : `${mib(sentBytes)} of ${mib(sizeBytes)} sent; the rest was there.`
  return [uri, `  ${tagUri}, ${platform}, Docker v2 schema 2`, `  ${took}`].join('\n')
}
