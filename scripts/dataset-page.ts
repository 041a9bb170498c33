import { readCatalogue } from '../src/lib/domain/catalogue/read.ts'
import { fileRules, formatDocuments } from '../src/lib/domain/dataset/format-documents.ts'
import { limitText } from '../src/lib/domain/dataset/formats-text.ts'
import type { RecordLimits } from '../src/lib/domain/dataset/limits.ts'
import { DETECTORS } from '../src/lib/domain/dataset/privacy/detect.ts'
import type { Rule } from '../src/lib/domain/dataset/rule.ts'

/** The page of record formats: what `mlctl dataset formats` shows, with every rule. */
export const datasetPage = (generated: string): string => {
  const reading = readCatalogue()
  const models = reading.ok ? reading.catalogue.models : []
  const takers: Record<string, string[]> = {}
  for (const { key, format } of models) takers[format] = [...(takers[format] ?? []), key]
  return [
    generated,
    '# Record formats',
    'What `mlctl dataset validate train.jsonl --model nova-micro` checks. A warning marks a rule that the sources are in doubt about, or something that a job takes and that is seldom meant.',
    ...formatDocuments(takers).map((format) =>
      [
        `## ${format.name}`,
        `${format.summary}. Models: ${format.anyModel ? 'any' : format.models.join(', ') || 'none'}.`,
        `\`\`\`json\n${JSON.stringify(format.example)}\n\`\`\``,
        ...(format.limits === undefined ? [] : [limitList(format.limits)]),
        ruleTable(format.rules),
      ].join('\n\n'),
    ),
    '## Files, lines and sets of records',
    'The same for every format.',
    ruleTable(fileRules()),
    '## Private values',
    'What `dataset validate` warns of (`--privacy error` refuses it, `off` does not look) and `dataset redact` replaces. How sure a match is depends on its form, its checksum and the words before it; `--min-confidence` is `medium` unless said. Names of persons, places and dates are not looked for. An allow-list (`--allow`) names what may stay, by digest or by pattern, each with its reason:',
    "```yaml\nallow:\n  - { pattern: '*@acme.com', detector: email, reason: public addresses }\n  - { sha256: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, reason: a sample }\n```",
    detectorTable(),
    '## Limits of the models',
    [
      '| model | format | validation data | limits |',
      '|---|---|---|---|',
      ...models.map(
        ({ key, format, validationData, records }) =>
          `| ${key} | ${format} | ${validationData} | ${cell(limitsOf(records))} |`,
      ),
    ].join('\n'),
    '',
  ].join('\n\n')
}

const detectorTable = (): string =>
  [
    '| rule | what | confidence, at most | source |',
    '|---|---|---|---|',
    ...DETECTORS.map(
      ({ id, what, confidence, source }) =>
        `| \`privacy.${id}\` | ${cell(what)} | ${confidence} | ${cell(source)} |`,
    ),
  ].join('\n')

const limitList = (limits: RecordLimits): string => `Limits of the job: ${limitsOf(limits)}.`

const limitsOf = (limits: RecordLimits): string =>
  Object.entries(limits)
    .map(([name, value]) => `${name} ${code(limitText(value))}`)
    .join('; ')

/** Reserved words look like tags and would vanish. */
const code = (text: string): string =>
  /[<>{[]/.test(text) ? `\`${text.replaceAll('\n', '\\n')}\`` : text.replaceAll('\n', '\\n')

const ruleTable = (rules: readonly Rule[]): string =>
  [
    '| rule | | what must hold | why | remedy | source |',
    '|---|---|---|---|---|---|',
    ...rules.map(
      ({ id, severity, what, why, fix, source, fixable }) =>
        `| \`${id}\` | ${severity} | ${cell(what)} | ${cell(why)} | ${cell(fix)}${fixable ? ' (`--fix`)' : ''} | ${cell(source)} |`,
    ),
  ].join('\n')

const cell = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
