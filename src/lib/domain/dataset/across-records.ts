import type { RecordFacts } from './facts.ts'
import type { FileRuleId } from './file-rules.ts'
import type { RecordLimits } from './limits.ts'
import type { Place } from './tally.ts'

type Report = (rule: FileRuleId, message: string, at: Place & { readonly pointer?: string }) => void

/** More names than this are no tool set any more; beyond it, definitions are not compared. */
const MAX_TOOLS = 10_000

/** What records must have in common: the definitions of tools (R14), the bucket of media (R11). */
export const acrossRecords = (limits: RecordLimits, report: Report) => {
  const tools = new Map<string, { readonly digest: string; readonly at: Place }>()
  let dataBucket: string | undefined
  let firstMedia: { readonly bucket: string; readonly at: Place } | undefined

  const toolsOf = ({ tools: defined }: RecordFacts, at: Place) => {
    for (const [name, digest] of defined ?? []) {
      const first = tools.get(name)
      if (first === undefined) {
        if (tools.size < MAX_TOOLS) tools.set(name, { digest, at })
      } else if (first.digest !== digest) {
        report('record.tools-differ', `${name} is defined otherwise at ${placeText(first.at)}`, at)
      }
    }
  }
  const mediaOf = ({ media }: RecordFacts, at: Place) => {
    for (const { uri, pointer } of media ?? []) {
      const bucket = bucketOf(uri)
      if (bucket === undefined) continue
      firstMedia ??= { bucket, at }
      const expected = dataBucket ?? firstMedia.bucket
      if (bucket === expected) continue
      const where =
        dataBucket === undefined
          ? `${expected} at ${placeText(firstMedia.at)}`
          : `the data set in ${expected}`
      report('record.media-bucket', `media in ${bucket}, ${where}`, { ...at, pointer })
      return
    }
  }
  return {
    startFile: (path: string): void => {
      dataBucket = bucketOf(path)
    },
    add: (facts: RecordFacts, at: Place): void => {
      if (facts.tools !== undefined) toolsOf(facts, at)
      if (limits.mediaInDataBucket === true && facts.media !== undefined) mediaOf(facts, at)
    },
  }
}

/** The bucket of an S3 URI; undefined for other paths. */
const bucketOf = (uri: string): string | undefined => /^s3:\/\/([^/]+)\//.exec(uri)?.[1]

const placeText = ({ file, line }: Place): string => `${file}:${line}`
