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
   * Values with traits of private ones (domain/dataset/privacy/traits.ts) are looked for; how tokens
   * begin. A line that shows any is accepted with a note of each, or refused.
   */
  readonly traits?: {
    readonly tokenMarks: readonly string[]
    /** By the two letters of the country. */
    readonly ibanLengths: ReadonlyMap<string, number>
  }
}

/** `note`: the place of the value, or of the name of a key, is told with the line, under this number (1 to 254). */
export type Shape =
  | { readonly kind: 'any'; readonly note?: number }
  /** The note is of what stands between the quotes, without any escape. */
  | {
      readonly kind: 'text'
      /** Its length is part of the record's. */
      readonly counted?: true
      readonly notBlank?: true
      readonly watched?: true
      readonly maxBytes?: number
      readonly note?: number
    }
  /** `role`: the first value asks, the second answers. */
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly role?: true }
  | ObjectShape
  /** `odd`: the shape of each second item, where it is another. */
  | {
      readonly kind: 'array'
      readonly items: Shape
      readonly odd?: Shape
      readonly min: number
      readonly max?: number
      /** Asking and answering alternate, asking first. */
      readonly turns?: true
      readonly answeredLast?: true
      /** At least one of the turns asks. */
      readonly asks?: true
    }
  /** By the first sign of the value; what has no shape here may not stand. */
  | {
      readonly kind: 'either'
      readonly text?: Shape
      readonly object?: Shape
      readonly array?: Shape
      /** Numbers, true, false and null. */
      readonly rest?: Shape
    }

export type ObjectShape = {
  readonly kind: 'object'
  readonly keys: readonly ShapeKey[]
  /** Holds a role. */
  readonly turn?: true
  /** Exactly one of the keys is there. */
  readonly one?: true
  /** What other keys hold, and how many there may be; absent: there are none. */
  readonly others?: { readonly shape: Shape; readonly max?: number; readonly note?: number }
}

export type ShapeKey = {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  readonly note?: number
  /** MISSING is noted when it is not there; others of its object are then not noted. */
  readonly wanted?: true
}

export type LineEnding = 'lf' | 'crlf' | 'none'

/**
 * What is known of a refused line: nothing; that it is one sound JSON value in UTF-8, without half
 * surrogates, duplicate keys or too great a depth; or also that nothing in it has a trait of private values.
 */
export type Soundness = 'unknown' | 'sound' | 'without-traits'

/** 64 bits; which function makes them is the scanner's own, the same for all lines of a run. */
export type LineDigest = { readonly high: number; readonly low: number }

/** The number of notes about texts, names and numbers with a trait of private values. */
export const SUSPICION = 0
/** The number of notes about objects that lack a wanted key. */
export const MISSING = 255

/** A place in a line that its reader is to judge. */
export type LineNote = {
  /** The shape's own, SUSPICION or MISSING. */
  readonly kind: number
  /** In the bytes of the line. */
  readonly start: number
  readonly end: number
  /** Places in the two arrays around it, the inner one last. */
  readonly outer: number
  readonly inner: number
}

/** Told of every line, in the order of the file. Numbers count from 1, offsets are bytes in the file. */
export interface ScanSink {
  /** The line has the shape; `characters` are UTF-16 units of its counted texts. */
  readonly accepted: (line: {
    readonly number: number
    readonly offset: number
    readonly characters: number
    readonly digest: LineDigest
    readonly ending: LineEnding
    /** Where there are notes, or `withBytes` asks for them; without the ending, valid during the call only. */
    readonly bytes: Uint8Array | undefined
    readonly notes: readonly LineNote[]
  }) => void
  /** `bytes` are without the line's ending, and valid during the call only. */
  readonly refused: (line: {
    readonly number: number
    readonly offset: number
    readonly bytes: Uint8Array
    readonly ending: LineEnding
    readonly digest: LineDigest
    readonly soundness: Soundness
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
