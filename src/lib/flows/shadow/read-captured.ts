import { parseS3Uri } from '../../domain/core/arn.ts'
import { epochOf, isoTime } from '../../domain/core/duration.ts'
import { type CapturedAnswer, readCaptured } from '../../domain/shadow/captured.ts'
import type { Ports } from '../../ports/all.ts'

export type CapturedSide = {
  readonly answers: readonly CapturedAnswer[]
  /** Lines that are no captured answer. */
  readonly unreadable: number
  /** ISO-8601; set where older answers were left out. */
  readonly cutBefore?: string
}

export type CapturedPlace = {
  /** Where the endpoint keeps its captured data. */
  readonly s3Uri: string
  readonly endpointName: string
  readonly variantName: string
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

/** Answers of one variant that are looked at, the newest ones: enough for an interval of 1 %. */
const MOST_ANSWERS = 20_000
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The captured answers of one variant in a window, the newest first where there are very many. */
export const readCapturedSide = async (
  { objects }: Pick<Ports, 'objects'>,
  place: CapturedPlace,
): Promise<CapturedSide> => {
  const { bucket, key: root } = parseS3Uri(place.s3Uri) ?? { bucket: '', key: '' }
  const base = [root.replace(/\/+$/, ''), place.endpointName, place.variantName]
    .filter((part) => part !== '')
    .join('/')
  const keys = await keysIn(objects, { bucket, base }, place)
  const answers: CapturedAnswer[] = []
  let unreadable = 0
  for (const [at, key] of keys.entries()) {
    const lines = (await objects.getText({ bucket, key })).split('\n').filter((line) => line !== '')
    for (const line of lines) {
      const answer = readCaptured(line)
      if (answer === undefined) unreadable++
      else if (isWithin(answer, place)) answers.push(answer)
    }
    if (answers.length < MOST_ANSWERS || at === keys.length - 1) continue
    const [oldest = ''] = answers.map(({ at: when }) => when).sort()
    return { answers, unreadable, cutBefore: oldest }
  }
  return { answers, unreadable }
}

/** A record has whole seconds: one of the window's first second counts. */
const isWithin = ({ at }: CapturedAnswer, { from, to }: CapturedPlace): boolean =>
  epochOf(at) >= Math.floor(from / 1_000) * 1_000 && epochOf(at) < to

type Base = { readonly bucket: string; readonly base: string }

/** Objects of the hours of the window, newest first; their names sort by time. */
const keysIn = async (
  objects: Ports['objects'],
  { bucket, base }: Base,
  { from, to }: CapturedPlace,
): Promise<readonly string[]> => {
  const days: string[] = []
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    days.push(`${base}/${isoTime(day).slice(0, 10).replaceAll('-', '/')}/`)
  }
  const found: string[] = []
  for (const prefix of days) {
    for (const { key } of await objects.list(bucket, prefix)) found.push(key)
  }
  const hourOf = (at: number) => `${base}/${isoTime(at).slice(0, 13).replace(/[-T]/g, '/')}`
  const [first, last] = [hourOf(from), hourOf(to + HOUR_MS)]
  return found.filter((key) => key >= first && key < last).sort((a, b) => (a < b ? 1 : -1))
}
