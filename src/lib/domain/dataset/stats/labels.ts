/** More different answers than this are no labels. */
const MAX_LABELS = 1_000
/** Longer answers are texts. */
const MAX_LABEL_LENGTH = 64
const SHOWN = 20

export type LabelCount = { readonly label: string; readonly count: number; readonly share: number }

export type Answers = {
  /** `labels`: few different short answers, as in classification; the balance then means something. */
  readonly kind: 'labels' | 'texts'
  readonly count: number
  /** The most frequent, at most twenty; exact. Empty for texts. */
  readonly top: readonly LabelCount[]
  readonly different?: number
  /** Entropy as a share of its maximum: 1 is perfect balance. Undefined for texts and single labels. */
  readonly balance?: number
  /** How often the most frequent label comes for one of the rarest. */
  readonly ratio?: number
}

/** Counts answers as class labels, and gives up when they are none. */
export const labelCounter = () => {
  const counts = new Map<string, number>()
  let count = 0
  let areTexts = false
  return {
    /** The answer is asked for only while it may be a label. */
    add: (answer: () => string): void => {
      count++
      if (areTexts) return
      const label = answer().trim()
      areTexts = label.length > MAX_LABEL_LENGTH || /\n/.test(label)
      if (!areTexts) counts.set(label, (counts.get(label) ?? 0) + 1)
      areTexts ||= counts.size > MAX_LABELS
      if (areTexts) counts.clear()
    },
    answers: (): Answers => {
      // Labels come again: with most of them seen once these are short texts.
      if (areTexts || counts.size * 2 > count) return { kind: 'texts', count, top: [] }
      const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      const top = sorted
        .slice(0, SHOWN)
        .map(([label, n]) => ({ label, count: n, share: n / count }))
      const base = { kind: 'labels' as const, count, top, different: counts.size }
      return counts.size < 2
        ? base
        : {
            ...base,
            ...balanceOf(
              sorted.map(([, n]) => n),
              count,
            ),
          }
    },
  }
}

const balanceOf = (counts: readonly number[], total: number) => {
  const entropy = counts.reduce((sum, n) => sum - (n / total) * Math.log2(n / total), 0)
  return {
    balance: entropy / Math.log2(counts.length),
    ratio: (counts[0] ?? 0) / (counts.at(-1) ?? 1),
  }
}
