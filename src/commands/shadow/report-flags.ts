import type { FlagTable } from '../define.ts'

/** How a shadow test is looked at. */
export const REPORT_FLAGS = {
  out: { spec: '-o, --out <file>', describe: 'Write the page there (.html)', completes: 'file' },
  last: {
    spec: '--last <duration>',
    describe: 'Look at the last so long; the whole test if absent',
    kind: 'duration',
  },
  minAgreement: {
    spec: '--min-agreement <percent>',
    describe: 'Judge the answers too: so many must agree',
    kind: 'number',
  },
  tolerance: {
    spec: '--tolerance <part>',
    describe: 'Numbers agree that differ by no more, relative to the greater one or 1',
    kind: 'number',
    default: 0,
  },
  ignore: {
    spec: '--ignore <path>',
    describe: 'Part of the answers that does not count: predictions[].id; may be repeated',
    kind: 'list',
  },
  examples: {
    spec: '--examples <n>',
    describe: 'Differences to show, 0 to 100',
    kind: 'integer',
    default: 5,
  },
} as const satisfies FlagTable
