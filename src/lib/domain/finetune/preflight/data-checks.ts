import { type Check, failed, given, guide, OK, ok, type Verdict, warning } from './check.ts'
import type { DataFindings, World } from './world.ts'

/** Rules of the dataset area that have a row of their own here, by their ids. */
const COUNT = /^records\./
const TOKENS = /^record\.tokens/
const RESERVED = /reserved-word/

const rest = (rule: string): boolean =>
  !COUNT.test(rule) && !TOKENS.test(rule) && !RESERVED.test(rule)

const judged = (
  world: World,
  concerns: (rule: string) => boolean,
  say: (findings: DataFindings) => Verdict = () => OK,
): Verdict =>
  given(world.findings, (findings) => {
    const errors = pick(findings.errors, concerns)
    if (errors !== '') return failed(errors, hint(world, findings))
    const warnings = pick(findings.warnings, concerns)
    return warnings === '' ? say(findings) : warning(warnings)
  })

const pick = (
  counts: Readonly<Record<string, number>>,
  concerns: (rule: string) => boolean,
): string =>
  Object.entries(counts)
    .filter(([rule, count]) => count > 0 && concerns(rule))
    .map(([rule, count]) => `${rule} (${count})`)
    .join(', ')

const hint = (world: World, findings: DataFindings): string => {
  const files = world.files.map((file) => file.given)
  const [train, validation] = files
  const all = `mlctl dataset validate ${train} --model ${world.model.key}${validation === undefined ? '' : ` --validation ${validation}`}`
  return findings.examples.length === 0
    ? `All findings: ${all}`
    : `${findings.examples.slice(0, 3).join(' · ')} · all: ${all}`
}

/** What the files hold. The dataset rules decide; these rows say which failure of a job they foresee. */
export const DATA_CHECKS: readonly Check[] = [
  {
    id: 'MLC-PF-013',
    title: 'every record has the form that the model takes',
    about: 'data',
    source: guide('model-customization-prepare'),
    run: (world) => judged(world, rest),
  },
  {
    id: 'MLC-PF-014',
    title: 'the number of records is within the limits',
    about: 'data',
    source: 'https://docs.aws.amazon.com/general/latest/gr/bedrock.html',
    run: (world) =>
      judged(
        world,
        (rule) => COUNT.test(rule),
        ({ records }) => ok(`${records.training} training, ${records.validation} validation`),
      ),
  },
  {
    id: 'MLC-PF-015',
    title: 'no record is longer than the model takes',
    about: 'data',
    source: guide('model-customization-prepare'),
    run: (world) => judged(world, (rule) => TOKENS.test(rule)),
  },
  {
    id: 'MLC-PF-016',
    title: 'no reserved words in prompts',
    about: 'data',
    source:
      'https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html',
    run: (world) => judged(world, (rule) => RESERVED.test(rule)),
  },
  {
    id: 'MLC-PF-017',
    title: 'the model takes validation data',
    about: 'data',
    source: guide('custom-model-fine-tuning'),
    run: ({ model, files }) => {
      if (!files.some((file) => file.role === 'validation')) return OK
      if (model.validationData === 'yes') return OK
      return model.validationData === 'no'
        ? failed(`${model.name} takes no validation data`, 'Leave --validation out.')
        : warning(`it is not certain that ${model.name} uses validation data; sources contradict`)
    },
  },
]
