// Writes demo/fraud.csv: synthetic card payments, labelled, the same at every run. No row is real.
// Each class draws every column from its own distribution, so the best classifier is a sum of
// evidence and cannot be perfect: about 94 of 100 payments can be told apart.
//
// Usage: node scripts/make-fraud-data.mjs [file]   (standard output when the file is -)

import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const ROWS = 2_600
const SEED = 20_261_122
const FRAUD_SHARE = 0.35

/** Weights per value: [legitimate, fraud]. */
const MERCHANTS = {
  groceries: [22, 4],
  restaurant: [16, 5],
  fuel: [11, 6],
  pharmacy: [9, 3],
  clothing: [11, 8],
  travel: [8, 9],
  streaming: [9, 7],
  electronics: [6, 21],
  jewellery: [2, 10],
  'gift-cards': [3, 18],
  crypto: [3, 9],
}
const COUNTRIES = {
  DE: 26,
  FR: 14,
  GB: 14,
  US: 12,
  ES: 8,
  IT: 8,
  PL: 6,
  NG: 3,
  BR: 4,
  VN: 3,
  TR: 2,
}
/** Where fraud abroad is charged. */
const FRAUD_COUNTRIES = { US: 14, BR: 18, NG: 16, VN: 15, TR: 12, GB: 10, PL: 8, ES: 7 }
const CARDS = { DE: 34, FR: 18, GB: 17, US: 13, ES: 7, IT: 7, PL: 4 }
const CURRENCIES = { US: 'USD', GB: 'GBP', PL: 'PLN', BR: 'BRL', NG: 'NGN', VN: 'VND', TR: 'TRY' }
const CHANNELS = {
  chip: [36, 7],
  contactless: [30, 9],
  online: [27, 60],
  magstripe: [3, 15],
  phone: [4, 9],
}
/** A payment at home is charged in the card's own country this often: [legitimate, fraud]. */
const AT_HOME = [0.9, 0.43]

const HEADER =
  'amount,currency,merchant,country,card_country,hour,channel,previous_24h,minutes_since_last,label'

/** Mulberry32: 32-bit state, the same on every machine. */
const generator = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = (random, weights, side) => {
  const entries = Object.entries(weights).map(([name, w]) => [name, Array.isArray(w) ? w[side] : w])
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  return entries[0][0]
}

/** Sum of twelve uniform numbers: near enough to a normal one. */
const bell = (random) => Array.from({ length: 12 }, random).reduce((sum, n) => sum + n, -6)

/** Log-normal; two decimals hide the last digits, in which machines may differ. */
const amountOf = (random, side) => {
  const size = side === 1 ? 5.1 + 1.0 * bell(random) : 3.5 + 0.9 * bell(random)
  return Math.min(9_500, Math.max(1, Math.exp(size)))
}

const hourOf = (random, side) => {
  const isNight = random() < (side === 1 ? 0.45 : 0.07)
  return isNight ? Math.floor(random() * 6) : 6 + Math.floor(random() * 18)
}

const rowOf = (random) => {
  const side = random() < FRAUD_SHARE ? 1 : 0
  const card = pick(random, CARDS, side)
  const abroad = side === 1 ? FRAUD_COUNTRIES : COUNTRIES
  const country = random() < AT_HOME[side] ? card : pick(random, abroad, side)
  const previous = Math.floor(random() * random() * (side === 1 ? 16 : 6))
  const minutes =
    side === 1 && random() < 0.55
      ? 1 + Math.floor(random() * 15)
      : 5 + Math.floor(random() ** 2 * 2_800)
  return [
    amountOf(random, side).toFixed(2),
    CURRENCIES[country] ?? 'EUR',
    pick(random, MERCHANTS, side),
    country,
    card,
    String(hourOf(random, side)).padStart(2, '0'),
    pick(random, CHANNELS, side),
    previous,
    minutes,
    side,
  ].join(',')
}

/** The whole file as text. */
export const fraudCsv = () => {
  const random = generator(SEED)
  return `${[HEADER, ...Array.from({ length: ROWS }, () => rowOf(random))].join('\n')}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = process.argv[2] ?? 'demo/fraud.csv'
  if (file === '-') process.stdout.write(fraudCsv())
  else writeFileSync(file, fraudCsv())
}
