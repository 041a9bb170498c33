import { Buffer } from 'node:buffer'
import type { LineShape, Shape, ShapeKey } from '../lib/ports/scanner.ts'
import { PLAIN, placeWatches, Unfit } from './watches.ts'

/** Addresses, as in assembly/memory.ts. */
export const PROGRAM = 0x1000
const PROGRAM_BYTES = 0x7000
const SHAPES = 0x1700

const KINDS = { any: 0, text: 1, 'one-of': 2, object: 3, array: 4, either: 5 } as const
const FLAGS = {
  counted: 1,
  notBlank: 2,
  watched: 4,
  turn: 8,
  turns: 16,
  role: 32,
  answeredLast: 64,
  asks: 128,
  one: 256,
} as const
const WANTED = 512
const NO_MAXIMUM = 0xffffffff

const KEY_BYTES = 48
/** Of a key of so many letters, the closing quote is compared by itself. */
const LONGEST_KEY = 16
const VALUE_BYTES = 80
const LONGEST_VALUE = 31
/** Keys beside those of a shape: the scanner remembers no more. */
const MOST_OTHERS = 32

/**
 * The tables by which the scanner judges lines, for its address PROGRAM. Undefined when the shape has
 * a word or key that they cannot hold: such data takes the slower path.
 */
export const programOf = (lines: LineShape): Uint8Array | undefined => {
  const bytes = Buffer.alloc(PROGRAM_BYTES)
  try {
    placeWatches(bytes, lines)
    const placed = placeShapes(bytes, lines.root)
    bytes.writeUInt32LE(placed.root, 0)
    bytes.writeUInt32LE(Math.min(lines.maxCharacters ?? NO_MAXIMUM, NO_MAXIMUM), 4)
    return bytes.subarray(0, placed.end)
  } catch (error) {
    if (error instanceof Unfit || error instanceof RangeError) return undefined
    throw error
  }
}

const placeShapes = (bytes: Buffer, root: Shape) => {
  let free = SHAPES
  const known = new Map<Shape, number>()
  /** Offset of new space, aligned as vectors like it. */
  const allot = (size: number): number => {
    const at = free
    free += Math.ceil(size / 16) * 16
    return at
  }
  const putWords = (at: number, values: readonly number[]) => {
    for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, at + i * 4)
  }

  const place = (shape: Shape): number => {
    const there = known.get(shape)
    if (there !== undefined) return there
    const at = allot(32)
    known.set(shape, PROGRAM + at)
    const flags = Object.entries(FLAGS).reduce(
      (sum, [name, bit]) => sum + (name in shape ? bit : 0),
      0,
    )
    const wanted = shape.kind === 'object' && maskOf(shape.keys, isWanted) > 0 ? WANTED : 0
    putWords(at, [KINDS[shape.kind], flags + wanted, ...partsOf(shape)])
    return PROGRAM + at
  }
  const placeOrNone = (shape: Shape | undefined): number => (shape === undefined ? 0 : place(shape))
  /** The words behind kind and flags, as assembly/shape.ts reads them. */
  const partsOf = (shape: Shape): readonly number[] => {
    switch (shape.kind) {
      case 'any':
        return [0, 0, 0, shape.note ?? 0]
      case 'text':
        return [0, 0, shape.maxBytes ?? NO_MAXIMUM, shape.note ?? 0]
      case 'one-of':
        return [placeValues(shape.values), shape.values.length]
      case 'array': {
        const { items, odd = items, min, max = NO_MAXIMUM } = shape
        return [0, min, max, place(items), place(odd)]
      }
      case 'either':
        return [shape.text, shape.object, shape.array, shape.rest].map(placeOrNone)
      case 'object':
        return objectParts(shape)
    }
  }
  const objectParts = ({ keys, others }: Extract<Shape, { kind: 'object' }>) => {
    const most = others === undefined ? 0 : Math.min(others.max ?? MOST_OTHERS, MOST_OTHERS)
    const other = [placeOrNone(others?.shape), most, others?.note ?? maskOf(keys, isWanted)]
    return [placeKeys(keys), keys.length, maskOf(keys, isRequired), ...other]
  }
  const placeKeys = (keys: Extract<Shape, { kind: 'object' }>['keys']): number => {
    const at = allot(keys.length * KEY_BYTES)
    for (const [i, { name, shape, note = 0 }] of keys.entries()) {
      masked(bytes, at + i * KEY_BYTES, { text: name, room: 16, longest: LONGEST_KEY })
      putWords(at + i * KEY_BYTES + 32, [name.length + 1, place(shape), 2 ** i, note])
    }
    return PROGRAM + at
  }
  const placeValues = (values: readonly string[]): number => {
    const at = allot(values.length * VALUE_BYTES)
    for (const [i, text] of values.entries()) {
      masked(bytes, at + i * VALUE_BYTES, { text, room: 32, longest: LONGEST_VALUE })
      putWords(at + i * VALUE_BYTES + 64, [text.length + 1])
    }
    return PROGRAM + at
  }
  return { root: place(root), end: free }
}

const isRequired = (key: ShapeKey) => key.required
const isWanted = (key: ShapeKey) => key.wanted === true

/** A bit for each key, in the order of the shape. */
const maskOf = (keys: readonly ShapeKey[], has: (key: ShapeKey) => boolean): number =>
  keys.reduce((mask, key, i) => mask + (has(key) ? 2 ** i : 0), 0)

type MaskedText = {
  readonly text: string
  /** Bytes of the text, and of the mask behind it. */
  readonly room: number
  readonly longest: number
}

/** A text with its closing quote, and behind it the ones that mask it. */
const masked = (bytes: Buffer, at: number, { text, room, longest }: MaskedText) => {
  if (text.length > longest || !PLAIN.test(text)) throw new Unfit(text)
  const size = Math.min(text.length + 1, room)
  bytes.write(`${text}"`.slice(0, size), at, 'latin1')
  bytes.fill(0xff, at + room, at + room + size)
}
