/** A judged answer. */
export type Judged = { readonly expected: string; readonly answer: string }

/** How often each label was answered with each; labels that no record expects count as `other`. */
export type Evaluation = {
  readonly judged: number
  readonly correct: number
  /** 0 to 1; absent without judged records. */
  readonly accuracy?: number
  /** Share of the commonest label: what always answering it would reach. */
  readonly baseline?: number
  /** Present when the expected answers are labels: few different, short texts. */
  readonly confusion?: Confusion
}

export type Confusion = {
  readonly labels: readonly string[]
  /** `rows[i][j]`: records that expect label i and got answer j; the last column is any other answer. */
  readonly rows: readonly (readonly number[])[]
  readonly perLabel: readonly {
    readonly label: string
    readonly records: number
    /** Undefined where nothing was answered, or expected, with this label. */
    readonly precision?: number
    readonly recall?: number
    readonly f1?: number
  }[]
}

/** More different answers than this, or longer ones, are texts and not labels. */
const MAX_LABELS = 20
const MAX_LABEL_LENGTH = 60

/** Equal but for case, outer white space and a full stop at the end. */
export const normalized = (text: string): string =>
  text.trim().replace(/\s+/g, ' ').replace(/[.!]$/, '').toLowerCase()

export const isCorrect = (one: Judged): boolean =>
  normalized(one.answer) === normalized(one.expected)

export const evaluate = (judged: readonly Judged[]): Evaluation => {
  const correct = judged.filter(isCorrect).length
  if (judged.length === 0) return { judged: 0, correct }
  const labels = labelsOf(judged)
  const counts = labels.map(
    (label) => judged.filter((one) => normalized(one.expected) === label).length,
  )
  const usable = labels.length <= MAX_LABELS && labels.every((l) => l.length <= MAX_LABEL_LENGTH)
  return {
    judged: judged.length,
    correct,
    accuracy: correct / judged.length,
    ...(usable && labels.length > 1
      ? { baseline: Math.max(...counts) / judged.length, confusion: confusionOf(judged, labels) }
      : {}),
  }
}

const labelsOf = (judged: readonly Judged[]): readonly string[] =>
  [...new Set(judged.map((one) => normalized(one.expected)))].sort()

const confusionOf = (judged: readonly Judged[], labels: readonly string[]): Confusion => {
  const rows = labels.map(() => Array.from({ length: labels.length + 1 }, () => 0))
  for (const one of judged) {
    const row = rows[labels.indexOf(normalized(one.expected))]
    const found = labels.indexOf(normalized(one.answer))
    const column = found === -1 ? labels.length : found
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1
  }
  return { labels, rows, perLabel: labels.map((label, at) => scoresOf(rows, label, at)) }
}

const scoresOf = (
  rows: readonly (readonly number[])[],
  label: string,
  at: number,
): Confusion['perLabel'][number] => {
  const hits = rows[at]?.[at] ?? 0
  const expected = (rows[at] ?? []).reduce((sum, count) => sum + count, 0)
  const answered = rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)
  const precision = answered === 0 ? undefined : hits / answered
  const recall = expected === 0 ? undefined : hits / expected
  const f1 = expected + answered === 0 ? undefined : (2 * hits) / (expected + answered)
  return {
    label,
    records: expected,
    ...(precision === undefined ? {} : { precision }),
    ...(recall === undefined ? {} : { recall }),
    ...(f1 === undefined ? {} : { f1 }),
  }
}
