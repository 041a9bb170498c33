import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ScannedRecord } from '../../src/lib/domain/dataset/scan.ts'
import { spilledDigests } from '../../src/lib/domain/dataset/spilled-digests.ts'
import { type FileRole, type TwinOptions, twinFinder } from '../../src/lib/domain/dataset/twins.ts'
import type { Scratch } from '../../src/lib/ports/files.ts'

/** A scratch file in memory, that says when it is closed. */
const memoryScratch = () => {
  let bytes = Buffer.alloc(0)
  const state = { opened: 0, closed: 0 }
  const open = (): Scratch => {
    state.opened++
    return {
      append: (more) => {
        bytes = Buffer.concat([bytes, more])
      },
      read: (into, position) => {
        const part = bytes.subarray(position, position + into.length)
        into.set(part)
        return part.length
      },
      close: () => void state.closed++,
    }
  }
  return { open, state }
}

const record = (line: number, kind: number): ScannedRecord => ({
  line,
  ok: true,
  digest: { high: kind * 7919, low: kind },
  facts: { characters: 1, prompt: undefined, modality: 'text' },
  shape: undefined,
})

/** Every twin of the records, whenever it is told; the number says which records are equal. */
const twinsOf = (
  validation: readonly number[],
  training: readonly number[],
  options: TwinOptions,
) => {
  const finder = twinFinder(options)
  const told: string[] = []
  const tell = (records: readonly number[], role: FileRole) => {
    finder.startFile(role)
    for (const [i, kind] of records.entries()) {
      for (const { rule, message } of finder.of(record(i + 1, kind), role)) {
        told.push(`${role}:${i + 1} ${rule}: ${message()}`)
      }
    }
  }
  tell(validation, 'validation')
  tell(training, 'training')
  const late: string[] = []
  for (const { twin, at } of finder.late()) {
    late.push(`${at.file}:${at.line} ${twin.rule}: ${twin.message()}`)
  }
  return { told, late }
}

it('finds the same twins, however few records fit into memory', () => {
  const kinds = fc.array(fc.nat(20), { maxLength: 60 })
  fc.assert(
    fc.property(kinds, kinds, fc.integer({ min: 1, max: 12 }), (validation, training, maxKept) => {
      const { open, state } = memoryScratch()
      const all = twinsOf(validation, training, {})
      const some = twinsOf(validation, training, { scratch: open, maxKept })
      expect([...some.told, ...some.late].sort()).toEqual([...all.told].sort())
      expect(all.late).toEqual([])
      expect(state.closed).toBe(state.opened)
    }),
  )
})

it('tells late twins in the order of the lines', () => {
  const { open } = memoryScratch()
  const kinds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9, 4, 8, 3, 7]
  const { told, late } = twinsOf([], kinds, { scratch: open, maxKept: 2 })
  expect(told).toEqual([])
  expect(late.map((text) => text.split(' ')[0])).toEqual(
    [11, 12, 13, 14, 15].map((line) => `training:${line}`),
  )
})

it('opens no scratch file when all records fit', () => {
  const { open, state } = memoryScratch()
  expect(twinsOf([1], [1, 2, 2], { scratch: open, maxKept: 10 }).late).toEqual([])
  expect(state.opened).toBe(0)
})

it('gives back what was spilled, part by part, more than is written at once', () => {
  const { open } = memoryScratch()
  const spilled = spilledDigests(open)
  const places = Array.from({ length: 40_000 }, (_, i) => i * 1_000_003 + 2 ** 33)
  for (const [i, place] of places.entries()) spilled.add({ high: i % 977, low: i }, place)
  const read: number[] = []
  let parts = 0
  for (const part of spilled.parts(10_000)) {
    parts++
    for (const { digest, place } of part) {
      expect(digest.high).toBe(digest.low % 977)
      read.push(place)
    }
  }
  expect(parts).toBe(4)
  expect(read.sort((a, b) => a - b)).toEqual(places)
})
