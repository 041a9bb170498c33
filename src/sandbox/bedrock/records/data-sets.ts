import type { CustomizationRules } from '../models/customization-rules.ts'
import type { Example } from '../stand-in/example.ts'
import { generator } from '../stand-in/random.ts'
import { type Line, linesOf } from './lines.ts'
import { type Examined, examine } from './records.ts'

/** The verdict on one uploaded file. */
export type Report = {
  readonly records: number
  readonly rejected: number
  /** Kinds of content seen, text aside. */
  readonly media: readonly string[]
  /** The service's words for the first thing wrong. */
  readonly failure?: string
}

/** AWS counts six characters to a token where it limits the size of a record. */
const CHARACTERS_PER_TOKEN = 6

const failureOf = (
  file: string,
  line: Line,
  examined: Examined,
  rules: CustomizationRules,
): string | undefined => {
  const { text, number } = line
  if (text === undefined || text.trim() === '' || 'problem' in examined) {
    const why =
      text === undefined ? 'not valid UTF-8' : text.trim() === '' ? 'empty line' : undefined
    const reason = why ?? ('problem' in examined ? examined.problem : '')
    if (reason.includes('due to data issues')) return `File ${file}, line ${number}: ${reason}.`
    return `Unable to parse Amazon S3 file: ${file}. Data files must conform to JSONL format. Line ${number}: ${reason}.`
  }
  const limit = rules.maxTokens * CHARACTERS_PER_TOKEN
  return examined.characters > limit
    ? `Input size exceeded in file ${file} for record starting with ${text.slice(0, 40)} (line ${number}): ${examined.characters} characters, at most ${limit} are allowed.`
    : undefined
}

/** Reads a whole file, one line in memory at a time, and judges every record. */
export const inspect = async (
  path: string,
  file: string,
  rules: CustomizationRules,
): Promise<Report> => {
  const media = new Set<string>()
  let records = 0
  let rejected = 0
  let failure: string | undefined
  for await (const line of linesOf(path)) {
    records++
    const examined = examine(line.text ?? '', rules)
    const wrong = failureOf(file, line, examined, rules)
    if (wrong !== undefined) {
      rejected++
      failure ??= wrong
    } else if (!('problem' in examined) && examined.media !== 'text') {
      media.add(examined.media)
    }
  }
  return { records, rejected, media: [...media], ...(failure === undefined ? {} : { failure }) }
}

/** At most `most` examples of a file, each record as likely as any other; the seed decides which. */
export const sample = async (
  path: string,
  rules: CustomizationRules,
  pick: { readonly most: number; readonly seed: string },
): Promise<readonly Example[]> => {
  const next = generator(pick.seed)
  const kept: Example[] = []
  let seen = 0
  for await (const { text } of linesOf(path)) {
    const place = seen < pick.most ? seen : Math.floor(next() * (seen + 1))
    seen++
    if (place >= pick.most) continue
    const examined = examine(text ?? '', rules)
    if (!('problem' in examined)) kept[place] = examined.example
  }
  return kept.filter((example) => example !== undefined)
}
