import { Buffer, isUtf8 } from 'node:buffer'
import { walkJson } from '../../src/lib/domain/dataset/json-walk.ts'
import type { LineShape } from '../../src/lib/ports/scanner.ts'
import { wasmScanner } from '../../src/scan/scanner.ts'
import { chunksOf } from './chunks.ts'

const ANY: LineShape = { root: { kind: 'any' }, words: { asked: [], answered: [] } }

/** For each line, whether the scanner takes it as one sound JSON value. */
export const scannerVerdicts = async (
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): Promise<readonly boolean[]> => {
  const verdicts: boolean[] = []
  const scanner = wasmScanner({ shape: ANY, maxLineBytes: 1 << 20 })
  if (scanner === undefined) throw new Error('this engine has no WebAssembly SIMD')
  await scanner.scan(
    { chunks: chunksOf(bytes, cuts) },
    {
      accepted: () => void verdicts.push(true),
      refused: () => void verdicts.push(false),
      tooLong: () => void verdicts.push(false),
    },
  )
  return verdicts
}

/** The same from the walker that explains: UTF-8, and JSON without hidden faults. */
export const walkerVerdict = (line: Uint8Array): boolean =>
  isUtf8(line) && walkJson(Buffer.from(line).toString('utf8')).problems.length === 0

/**
 * Whether the scanner may refuse a sound line: it compares keys by their bytes, and no more than 32
 * of an object.
 */
export const mayRefuse = (line: Uint8Array): boolean => {
  const text = Buffer.from(line).toString('utf8')
  const keys = [...walkJson(text).spans.values()].flatMap(({ key }) => key ?? [])
  const isEscaped = (key: number) => /^"(?:[^"\\]|\\.)*"/.exec(text.slice(key))?.[0].includes('\\')
  return keys.length > 32 || keys.some(isEscaped)
}
