import { uint32Column } from '../columns.ts'
import { type Digest64, digest64, digestTable } from '../digest-table.ts'
import { type NearIndex, nearIndex } from '../near-duplicates/index.ts'
import { type Split, splitter } from '../split.ts'
import type { BadRow, DropReason } from '../table-row.ts'
import { normalised } from '../text.ts'
import { type Balance, balanceCopies } from './balance.ts'
import { drawer, type Sample, sampleSize, seededRandom } from './draw.ts'

/** What a record says, for everything that compares records. */
export type Candidate = {
  /** Line in the user's file. */
  readonly line: number
  /** The record as it would be written. */
  readonly text: string
  /** Records with an equal prompt, or an equal group that is not '', stay on one side. */
  readonly prompt: string
  readonly group: string
  /** What is asked, without boilerplate where that is known. */
  readonly question: string
  readonly answer: string
  readonly stratum: string
}

export type Dedup = 'off' | 'exact' | 'normalised' | 'near'

export type SelectionOptions = {
  readonly dedup: Dedup
  /** Keep near duplicates on one side; `auto` stops looking after `AUTO_RECORDS`. */
  readonly nearTogether: 'always' | 'auto' | 'never'
  readonly sample?: Sample
  readonly balance?: Balance
  readonly share: number
  readonly seed: number
}

/** What becomes of the records: how often each is written, and to which side. */
export type Selection = {
  /** By candidate: 0 is left out, more than 1 where a class is filled up. */
  readonly copies: Uint32Array
  readonly split: Split
  /** Records written per stratum and side, copies counted. */
  readonly strata: Split['strata']
  /** Records tied together because they say nearly the same. */
  readonly nearTied: number
  /** Records that were compared for that; fewer than all when there are very many. */
  readonly nearLooked: number
}

/** 256 bytes a record for signatures and as many for bands: 25 MB; twice what any model takes. */
export const AUTO_RECORDS = 50_000

/** Short answers are labels: records with different ones are no copies of each other. */
const LABEL_WORDS = 4

/**
 * Collects candidates and chooses among them: exact, normalised and near copies out, then a sample,
 * then the sides, then the balance. Numbers only: about 90 bytes a record without near duplicates.
 */
export const selection = (options: SelectionOptions, drop: (row: BadRow) => void) => {
  const seen = digestTable()
  const rows = splitter()
  const lines = uint32Column()
  const answers = uint32Column()
  const out = uint32Column()
  let nearTied = 0
  const dropped = (row: number, reason: DropReason, message: string) => {
    out.set(row, 1)
    drop({ line: lines.get(row), reason, message })
  }
  const near = nearIndex(({ id }, row) => {
    if (options.dedup === 'near' && answers.get(id) === answers.get(row)) {
      dropped(row, 'near-duplicate', `nearly the same as line ${lines.get(id)}`)
      return 'drop'
    }
    rows.join(row, id)
    nearTied++
    return 'keep'
  })
  const looks = looker(options, near)

  return {
    /** Undefined when the record repeats an earlier one, which `drop` has heard; else its index. */
    add: (candidate: Candidate): number | undefined => {
      const { line } = candidate
      const earlier =
        options.dedup === 'off' ? undefined : seen.add(identityOf(candidate, options), line)
      if (earlier !== undefined) {
        drop({ line, reason: 'duplicate', message: `the same record as line ${earlier}` })
        return undefined
      }
      const row = rows.add({ keys: keysOf(candidate), stratum: candidate.stratum })
      lines.push(line)
      out.push(0)
      answers.push(answerTag(candidate.answer))
      looks.at(candidate.question, row)
      return row
    },
    choose: (): Selection => {
      near.end()
      const kept = new Uint8Array(out.size())
      for (let row = 0; row < kept.length; row++) kept[row] = out.get(row) === 0 ? 1 : 0
      sampleOf(kept, options, (row) => dropped(row, 'not-sampled', 'not drawn'))
      const split = rows.divide({ share: options.share, seed: options.seed, kept })
      const copies = Uint32Array.from(kept)
      const { balance } = options
      if (balance !== undefined) {
        const takesPart = (row: number) => kept[row] === 1 && split.isValidation[row] === 0
        const random = seededRandom(options.seed ^ 0x2545f491)
        balanceCopies(copies, { takesPart, stratumOf: split.stratumOf }, { balance, random })
        for (const [row, n] of copies.entries()) {
          if (n === 0 && kept[row] === 1) dropped(row, 'balanced', 'its class is larger')
        }
      }
      const strata = written(copies, split)
      return { copies, split, strata, nearTied, nearLooked: looks.looked() }
    },
  }
}

const keysOf = ({ prompt, group }: Candidate): readonly Digest64[] => [
  digest64(`prompt ${normalised(prompt)}`),
  ...(group === '' ? [] : [digest64(`group ${group}`)]),
]

const written = (copies: Uint32Array, { strata, stratumOf, isValidation }: Split) => {
  const counts = new Map<string, { training: number; validation: number }>()
  for (const name of Object.keys(strata)) counts.set(name, { training: 0, validation: 0 })
  for (const [row, n] of copies.entries()) {
    const count = n === 0 ? undefined : counts.get(stratumOf(row))
    if (count !== undefined) count[isValidation[row] === 1 ? 'validation' : 'training'] += n
  }
  return Object.fromEntries(counts)
}

const looker = ({ dedup, nearTogether, share }: SelectionOptions, near: NearIndex) => {
  const needed = dedup === 'near' || nearTogether === 'always'
  const most = needed ? Number.POSITIVE_INFINITY : nearTogether === 'auto' ? AUTO_RECORDS : 0
  let looked = 0
  return {
    looked: () => looked,
    at: (question: string, row: number) => {
      if (looked >= most || (share === 0 && dedup !== 'near')) return
      looked++
      near.add(question, row)
    },
  }
}

const identityOf = ({ text, prompt, answer }: Candidate, { dedup }: SelectionOptions): Digest64 =>
  digest64(dedup === 'exact' ? text : `${normalised(prompt)}\u0000${normalised(answer)}`)

/** Equal for long answers: they are compared with the question. */
const answerTag = (answer: string): number => {
  const text = normalised(answer)
  return text.split(' ').length > LABEL_WORDS ? 0 : digest64(text).high
}

const sampleOf = (
  kept: Uint8Array,
  { sample, seed }: SelectionOptions,
  leave: (row: number) => void,
): void => {
  if (sample === undefined) return
  const total = kept.reduce((sum, one) => sum + one, 0)
  const isDrawn = drawer(total, sampleSize(sample, total), seededRandom(seed))
  for (const [row, one] of kept.entries()) {
    if (one === 0 || isDrawn()) continue
    kept[row] = 0
    leave(row)
  }
}
