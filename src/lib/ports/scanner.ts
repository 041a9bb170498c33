/**
 * What a line looks like that surely breaks no rule. It may be narrower than the rules are: lines
 * outside it are looked at more slowly, never refused for that.
 */
export type LineShape = {
  readonly root: Shape
  /** UTF-16 units of all counted texts. */
  readonly maxCharacters?: number
  /** Of the whole line, as far as its line feed. */
  readonly maxBytes?: number
  /** Words that a watched text must not have, in any case; they start no later than their first sign. */
  readonly words: {
    /** In user turns, system prompts and texts outside turns. */
    readonly asked: readonly string[]
    readonly answered: readonly string[]
  }
  /**
   * Lines with traits of private values in watched texts (domain/dataset/privacy/traits.ts) are refused,
   * and told with their `characters` when nothing else is wrong with them; how tokens begin.
   */
  readonly traits?: {
    readonly tokenMarks: readonly string[]
    /** By the two letters of the country. */
    readonly ibanLengths: ReadonlyMap<string, number>
  }
}

export type Shape =
  | { readonly kind: 'any' }
  | {
      readonly kind: 'text'
      /** Its length is part of the record's. */
      readonly counted?: true
      readonly notBlank?: true
      readonly watched?: true
    }
  /** `role`: the first value asks, the second answers. */
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly role?: true }
  /** No other keys; `turn`: holds a role. */
  | { readonly kind: 'object'; readonly keys: readonly ShapeKey[]; readonly turn?: true }
  /** `turns`: asking and answering alternate, asking first and answering last. */
  | {
      readonly kind: 'array'
      readonly items: Shape
      readonly min: number
      readonly max?: number
      readonly turns?: true
    }

export type ShapeKey = { readonly name: string; readonly shape: Shape; readonly required: boolean }

/** 64 bits; which function makes them is the scanner's own, the same for all lines of a run. */
export type LineDigest = { readonly high: number; readonly low: number }

/** Told of every line, in the order of the file. Numbers count from 1, offsets are bytes in the file. */
export interface ScanSink {
  /** The line has the shape; `characters` are UTF-16 units of its counted texts. */
  readonly accepted: (line: {
    readonly number: number
    readonly characters: number
    readonly digest: LineDigest
    /** Where `withBytes` asks for them; valid during the call only. */
    readonly bytes?: Uint8Array
  }) => void
  /** `bytes` are without the line's ending, and valid during the call only. */
  readonly refused: (line: {
    readonly number: number
    readonly offset: number
    readonly bytes: Uint8Array
    readonly ending: 'lf' | 'crlf' | 'none'
    readonly digest: LineDigest
    /** Of a line that has the shape, and only traits of private values besides; absent of others. */
    readonly characters?: number
  }) => void
  readonly tooLong: (line: {
    readonly number: number
    readonly offset: number
    readonly sizeBytes: number
  }) => void
  /** Bytes done so far; what it throws ends the scan. */
  readonly progress?: (sizeBytes: number) => void
}

export type ScanSource =
  | { readonly chunks: AsyncIterable<Uint8Array> }
  /** A regular file; `threads` that judge it, this one among them; absent: as many as its size is worth. */
  | { readonly path: string; readonly threads?: number }

/** What a scanner is made for. */
export type ScannedLines = {
  readonly shape: LineShape
  readonly maxLineBytes: number
  /** Accepted lines are wanted with their bytes. */
  readonly withBytes?: boolean
}

/** Reads JSON Lines at the speed of the machine, in memory that does not grow with them. */
export interface Scanner {
  scan(
    source: ScanSource,
    sink: ScanSink,
  ): Promise<{ readonly lines: number; readonly sizeBytes: number }>
}
