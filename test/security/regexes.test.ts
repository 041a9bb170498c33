import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { regexLiterals } from '../support/regex-literals.ts'

type Found = { readonly place: string; readonly source: string; readonly flags: string }
type Attack = { readonly start: string; readonly pump: string; readonly times: number }

/** Programs as text: they run where they are unpacked, on what their owner gives them. */
const TEMPLATES = 'src/lib/domain/container/scaffold/templates'

const literals: readonly Found[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.ts') && !path.startsWith(TEMPLATES))
  .sort()
  .flatMap((path) =>
    regexLiterals(readFileSync(path, 'utf8')).map(({ source, flags, line }) => ({
      place: `${path}:${line}`,
      source,
      flags,
    })),
  )

/** A pattern of cubic or worse cost takes minutes for so much, one of quadratic cost a tenth of a second. */
const LENGTH = 4_000
/** Far above what a loaded machine makes of a linear pattern, far below what a cubic one takes. */
const LIMIT_MS = 2_000

/** What repeated parts of patterns take, alone and in pairs. */
const PUMPS = [
  ' ',
  'a',
  'A',
  '0',
  '-',
  '.',
  '/',
  ':',
  '=',
  '"',
  '(',
  '\n',
  'a ',
  'a.',
  'a-',
  '0.',
  'a:',
]

/**
 * Texts that begin as the pattern does, go on with what its repeated parts take, and end with what
 * nothing takes: the pattern has to try all ways of dividing the middle.
 */
const attacksOn = ({ source }: Found): readonly Attack[] => {
  const plain = source.replace(/^\^|\\(?=[^a-zA-Z0-9])/g, '')
  const start = /^[^[\](){}*+?|^$\\.]*/.exec(plain)?.[0] ?? ''
  const own = [...new Set(source.match(/[a-z]{2,}|[^a-zA-Z0-9\\\s[\](){}*+?|^$]/g) ?? [])].slice(
    0,
    12,
  )
  return [...new Set([...PUMPS, ...own])].flatMap((pump) =>
    [...new Set(['', start])].map((before) => ({
      start: before,
      pump,
      times: Math.ceil(LENGTH / pump.length),
    })),
  )
}

/** Tries one pattern after the other and tells which it is at, so that a stuck one has a name. */
const TRY = `
const { parentPort, workerData } = require('node:worker_threads')
for (const [index, { source, flags, attacks }] of workerData.entries()) {
  parentPort.postMessage({ at: index })
  let slowest = 0
  for (const { start, pump, times } of attacks) {
    const text = start + pump.repeat(times) + '\\u0000'
    const pattern = new RegExp(source, flags)
    const began = performance.now()
    pattern.test(text)
    slowest = Math.max(slowest, performance.now() - began)
  }
  parentPort.postMessage({ done: index, slowest })
}
`

/** The slowest test of each pattern in milliseconds; the one that a watchdog had to end is infinite. */
const slowestOf = (patterns: readonly Found[]): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const slowest = patterns.map(() => 0)
    const workerData = patterns.map((found) => ({ ...found, attacks: attacksOn(found) }))
    const worker = new Worker(TRY, { eval: true, workerData })
    let [at, since] = [0, performance.now()]
    const watchdog = setInterval(() => {
      if (performance.now() - since < 8_000) return
      slowest[at] = Number.POSITIVE_INFINITY
      void worker.terminate()
    }, 500)
    worker.on('message', (message: { at?: number; done?: number; slowest?: number }) => {
      if (message.at !== undefined) at = message.at
      if (message.done !== undefined) slowest[message.done] = message.slowest ?? 0
      since = performance.now()
    })
    worker.once('error', reject)
    worker.once('exit', () => {
      clearInterval(watchdog)
      resolve(slowest)
    })
  })

describe('the regular expressions of the sources', () => {
  it('are found, and each is one', () => {
    expect(literals.length).toBeGreaterThan(250)
    for (const { source, flags } of literals) expect(() => new RegExp(source, flags)).not.toThrow()
  })

  it('take no time on texts that are made to stop them', async () => {
    const slowest = await slowestOf(literals)
    const slow = literals.flatMap(({ place, source }, index) =>
      (slowest[index] ?? 0) > LIMIT_MS ? [`${place} /${source}/: ${slowest[index]} ms`] : [],
    )
    expect(slow).toEqual([])
  }, 240_000)

  it('would be caught if they did', async () => {
    const [slowest = 0] = await slowestOf([
      { place: '', source: '^(\\w+\\s?)+\\s+\\w+$', flags: '' },
    ])
    expect(slowest).toBeGreaterThan(LIMIT_MS)
  }, 60_000)
})

describe('what is taken for a regular expression', () => {
  it.each([
    ['const a = /x+/g', ['x+']],
    ['const a = b / c / d', []],
    ["const a = '/x/'", []],
    ['// no /x/ here\nf(/y[/]z/)', ['y[/]z']],
    ['const a = `/x/ $' + '{b.replace(/y/, "")} /z/`', ['y']],
    ['return /x\\/y/i.test(a)', ['x\\/y']],
    ['const a = (b) / 2', []],
  ])('%j holds %j', (text, sources) =>
    expect(regexLiterals(text).map(({ source }) => source)).toEqual(sources),
  )
})
