import { createHash } from 'node:crypto'
import { digest64 } from '../../domain/dataset/digest-table.ts'
import type { RecordFormat } from '../../domain/dataset/formats.ts'
import { nearIndex } from '../../domain/dataset/near-duplicates/index.ts'
import { AUTO_RECORDS } from '../../domain/dataset/prepare/selection.ts'
import { isObject, type JsonObject, type RecordView } from '../../domain/dataset/rule.ts'
import { type Split, splitter } from '../../domain/dataset/split.ts'
import { normalised } from '../../domain/dataset/text.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { outputSet } from './outputs.ts'
import { recordLines, recordOf } from './record-lines.ts'
import { type OutputFile, type SidedLine, writeSides } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type SplitRequest = {
  readonly input: string
  readonly out: string
  readonly validationOut: string
  readonly format: RecordFormat
  readonly share: number
  readonly seed: number
  /** Near duplicates stay together: always, up to 50,000 records (when absent), or never. */
  readonly nearTogether?: 'always' | 'auto' | 'never'
  readonly overwrite?: boolean
}

export type SplitResult = {
  readonly input: { readonly path: string; readonly sha256: string }
  readonly seed: number
  readonly records: { readonly training: number; readonly validation: number }
  readonly strata: Split['strata']
  /** Records compared, and those kept on the side of one that says nearly the same. */
  readonly nearDuplicates: { readonly looked: number; readonly tied: number }
  readonly outputs: readonly OutputFile[]
}

/**
 * Divides ready JSON Lines into training and validation; equal and nearly equal prompts stay
 * together, answers are spread evenly, each line is copied to the byte.
 * @throws DataError MLC-DATA-017 for a line that is no record, MLC-DATA-014 when there is none;
 * StateError MLC-DATA-030 when a file of other content may not be replaced.
 */
export const splitDataset = async (ports: Needs, request: SplitRequest): Promise<SplitResult> => {
  const { input, share, seed } = request
  const { sha256, rows, nearDuplicates } = await lookAtRecords(ports, request)
  const split = rows.divide({ share, seed })
  const outputs = await writeSides(ports, outputSet(ports, given(request)), {
    input,
    paths: { training: request.out, validation: request.validationOut },
    lines: sided(ports, input, split),
    hasValidation: split.validation > 0,
  })
  const { training, validation, strata } = split
  return {
    input: { path: input, sha256 },
    seed,
    records: { training, validation },
    strata,
    nearDuplicates,
    outputs,
  }
}

const given = ({ overwrite = false }: SplitRequest) => ({ overwrite })

const lookAtRecords = async (ports: Needs, request: SplitRequest) => {
  const { input, format, nearTogether = 'auto' } = request
  const hash = createHash('sha256')
  const rows = splitter()
  let [count, looked, tied] = [0, 0, 0]
  const near = nearIndex(({ id }, row) => {
    rows.join(row, id)
    tied++
    return 'keep'
  })
  const most = { always: Number.POSITIVE_INFINITY, auto: AUTO_RECORDS, never: 0 }[nearTogether]
  for await (const { text, line } of recordLines(ports, input, hash)) {
    const root = recordOf(text, `${input}:${line}`)
    const view = format.view(root)
    const { prompt = text } = format.facts(view)
    const row = rows.add({ keys: [digest64(normalised(prompt))], stratum: answerOf(root) })
    if (count++ >= most) continue
    looked++
    near.add(userTexts(view) ?? prompt, row)
  }
  if (count === 0) throw new DataError('MLC-DATA-014', `${input} has no record.`)
  near.end()
  return { sha256: hash.digest('hex'), rows, nearDuplicates: { looked, tied } }
}

/** Without the system prompt, which is often the same everywhere and no likeness. */
const userTexts = ({ blocks, turns }: RecordView): string | undefined =>
  turns.length === 0
    ? undefined
    : blocks.map(({ owner, text }) => (owner === 'user' ? (text ?? '') : '')).join('\n')

async function* sided(ports: Needs, input: string, split: Split): AsyncIterable<SidedLine> {
  let row = 0
  for await (const { text } of recordLines(ports, input)) {
    const role = split.isValidation[row++] === 1 ? 'validation' : 'training'
    yield { text, role, copies: 1 }
  }
}

/** The answer of a record of any format: what a class label would be. */
const answerOf = (root: JsonObject): string => {
  if (typeof root.completion === 'string') return root.completion
  const last: unknown = Array.isArray(root.messages) ? root.messages.at(-1) : undefined
  return isObject(last) ? JSON.stringify(last.content) : ''
}
