import { createHash } from 'node:crypto'
import {
  drawer,
  readSample,
  type Sample,
  sampleSize,
  seededRandom,
} from '../../domain/dataset/prepare/draw.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { outputSet, type WrittenFile } from './outputs.ts'
import { noRecords } from './recipe.ts'
import { recordLines } from './record-lines.ts'
import { refuseSame } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type SampleRequest = {
  readonly input: string
  readonly out: string
  readonly sample: Sample
  readonly seed: number
  readonly overwrite?: boolean
}

export type SampleResult = {
  readonly input: { readonly path: string; readonly sha256: string; readonly records: number }
  readonly seed: number
  readonly records: number
  readonly output: WrittenFile
}

/** @throws UsageError MLC-DATA-032 for what is neither a number nor a percentage. */
export const requireSample = (flag: string, text: string): Sample => {
  const sample = readSample(text)
  if (sample !== undefined) return sample
  throw new UsageError('MLC-DATA-032', `${flag} takes a number or a percentage, got ${text}.`, {
    hint: `${flag} 500, or ${flag} 10%.`,
  })
}

/**
 * Draws lines of JSON Lines, each set of that size with equal chance, and copies them to the byte in
 * their order. The same file and seed give the same lines.
 * @throws DataError MLC-DATA-014 for no lines, MLC-DATA-020 when the file changes meanwhile;
 * StateError MLC-DATA-030 when a file of other content may not be replaced.
 */
export const sampleDataset = async (
  ports: Needs,
  request: SampleRequest,
): Promise<SampleResult> => {
  const { input, out, sample, seed } = request
  refuseSame(ports, [input, out])
  const first = createHash('sha256')
  let total = 0
  for await (const _ of recordLines(ports, input, first)) total++
  if (total === 0) throw noRecords(input)
  const sha256 = first.digest('hex')
  const records = sampleSize(sample, total)
  const set = outputSet(ports, { overwrite: request.overwrite === true })
  try {
    const file = await set.open(out)
    const isDrawn = drawer(total, records, seededRandom(seed))
    const second = createHash('sha256')
    for await (const { text } of recordLines(ports, input, second)) {
      if (isDrawn()) await file.write(`${text}\n`)
    }
    if (second.digest('hex') !== sha256) throw changed(input)
    const [output] = await set.commit()
    if (output === undefined) throw noRecords(input)
    return { input: { path: input, sha256, records: total }, seed, records, output }
  } catch (error) {
    await set.abort()
    throw error
  }
}

const changed = (path: string) =>
  new DataError('MLC-DATA-020', `${path} was changed while it was read.`, {
    hint: 'Run the command again.',
  })
