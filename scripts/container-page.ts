import type { ExampleContext } from '../src/lib/domain/container/rules/rule.ts'
import { containerRules } from '../src/lib/domain/container/rules/table.ts'

/** docs/containers.md: every rule about containers, with what lint accepts and refuses. */
export const containerPage = (generated: string): string =>
  [
    generated,
    '# Rules about containers',
    'What an image for SageMaker holds to. `mlctl container lint` checks the rules marked `lint` on a build context, without an engine; `image` rules are checked on the built image, `contract` rules by running it as SageMaker does (`mlctl container test trainer:1 --as training`). `--ignore CTR105`, or `container.ignore` in mlctl.yaml, leaves a rule out; `--strict` makes warnings errors; `mlctl container lint --rules` prints this table.',
    [
      '| rule | | what must hold | why | remedy | checked by | source |',
      '|---|---|---|---|---|---|---|',
      ...containerRules().map(
        ({ id, severity, what, why, fix, checkedBy, source }) =>
          `| [${id}](#${id.toLowerCase()}) | ${severity} | ${cell(what)} | ${cell(why)} | ${cell(fix)} | ${checkedBy.join(', ')} | ${cell(source)} |`,
      ),
    ].join('\n'),
    '## Examples',
    ...containerRules().flatMap(({ id, what, example }) =>
      example === undefined
        ? []
        : [
            `### ${id}`,
            `${what}.`,
            'Refused:',
            shown(example.refused),
            'Accepted:',
            shown(example.accepted),
          ],
    ),
    '',
  ].join('\n\n')

const shown = ({ dockerfile, files = {}, kind }: ExampleContext): string => {
  const asked = kind === undefined ? [] : [`# --kind ${kind}`]
  const others = Object.entries(files).map(([path, file]) => {
    const { text, executable, sizeBytes } =
      typeof file === 'string' ? { text: file, executable: undefined, sizeBytes: undefined } : file
    const about = [
      ...(executable === true ? ['executable'] : []),
      ...(sizeBytes === undefined ? [] : [`${Math.round(sizeBytes / 1e6)} MB`]),
    ]
    const head = `# ${path}${about.length === 0 ? '' : ` (${about.join(', ')})`}`
    return text === '' ? head : `${head}\n${text.trimEnd().replaceAll('\r', '\\r')}`
  })
  return `\`\`\`dockerfile\n${[...asked, dockerfile.trimEnd(), ...others].join('\n')}\n\`\`\``
}

const cell = (text: string): string =>
  text.replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll('\n', ' ')
