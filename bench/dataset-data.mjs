// Data for bench/dataset.mjs: text with a realistic spread of lengths, in many scripts, a quarter of it
// written with \uXXXX escapes, made from a seed so that every run has the same bytes.
import { closeSync, openSync, writeSync } from 'node:fs'
import { KINDS } from './dataset-records.mjs'

const WORDS = {
  english:
    'the payment was refused because card holder did not answer in time and amount seemed high for this merchant please explain why you think so answer shortly with label reason customer country account order number transfer limit evening online',
  accents:
    'señor façade naïve über Straße déjà café größer élève año niño Zürich crème brûlée Ångström',
  japanese:
    '支払い 拒否 理由 説明 してください 顧客 国 金額 高い 注文 番号 東京 大阪 夜 オンライン',
  emoji: '😀 🚀 👍🏽 🎉 💳 ❤️',
}
const LISTS = Object.fromEntries(
  Object.entries(WORDS).map(([name, text]) => [name, text.split(' ')]),
)

/** Numbers from 0 to 1, by mulberry32. */
export const seeded = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

const textMaker = (random) => {
  const pick = (list) => list[Math.floor(random() * list.length)]
  // Two uniform numbers make a normal one (Box and Muller).
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return (median) => {
    const words = Math.max(1, Math.round(median * Math.exp(0.7 * normal())))
    const kind = random()
    let text = ''
    for (let i = 0; i < words; i++) {
      const list = kind < 0.6 ? 'english' : kind < 0.85 ? 'accents' : 'japanese'
      text += pick(LISTS[random() < 0.02 ? 'emoji' : random() < 0.5 ? list : 'english'])
      const sign = random()
      text +=
        sign < 0.01 ? '\n' : sign < 0.02 ? ' "so" ' : sign < 0.022 ? '\t' : sign < 0.06 ? ', ' : ' '
    }
    return text
  }
}

const escaped = (json) =>
  json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** One good record as a line without its ending. */
export const lineMaker = (kind, seed) => {
  const random = seeded(seed)
  const text = textMaker(random)
  const { make, cut = 0 } = KINDS[kind]
  return () => {
    const record = make(text, random)
    // Python's writer puts spaces behind colons and commas, JavaScript's does not.
    const json =
      random() < 0.5
        ? JSON.stringify(record)
        : JSON.stringify(record, null, 1).replace(/\n\s*/g, ' ')
    const line = random() < 0.25 ? escaped(json) : json
    return line.slice(0, line.length - cut)
  }
}

/** Writes lines until the file has about `sizeBytes`; answers how many. `spoil` may change a line. */
export const writeData = (path, { kind, seed, sizeBytes, spoil = (line) => line }) => {
  const next = lineMaker(kind, seed)
  const { ending = '\n' } = KINDS[kind]
  const fd = openSync(path, 'w')
  let lines = 0
  let written = 0
  let batch = ''
  try {
    while (written < sizeBytes) {
      batch += spoil(next(), lines) + ending
      lines++
      if (batch.length < 4 * 1024 * 1024 && written + batch.length < sizeBytes) continue
      written += writeSync(fd, batch)
      batch = ''
    }
  } finally {
    closeSync(fd)
  }
  return lines
}
