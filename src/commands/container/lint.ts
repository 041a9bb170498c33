import { LINT_FORMS } from '../../lib/domain/container/lint/forms.ts'
import { rulesText } from '../../lib/domain/container/lint/text.ts'
import { CONTAINER_KINDS } from '../../lib/domain/container/rules/rule.ts'
import { OVERWRITE_FLAG } from '../dataset/data-flags.ts'
import { defineCommand } from '../define.ts'
import { CONTEXT_FLAGS } from './context-flags.ts'
import { renderLint } from './lint-report.ts'

export const containerLint = defineCommand({
  path: ['container', 'lint'],
  summary: 'Check a Dockerfile and its context for what SageMaker would refuse or trip over',
  about:
    'Needs no container engine and builds nothing. Looks at base images, entry point, files and their modes, line ends, variables, packages, secrets and sizes, as far as they can be told before a build. Exit code 3 when there are errors.',
  args: {
    name: 'folder',
    describe: 'The build context (default: the working folder)',
    completes: 'folder',
  },
  flags: {
    ...CONTEXT_FLAGS,
    kind: {
      spec: '--kind <kind>',
      describe: 'What the image is for; without it what the files tell',
      choices: CONTAINER_KINDS,
      config: 'container.kind',
    },
    ignore: {
      spec: '--ignore <rule>',
      describe: 'A rule not to look at: CTR105; may be repeated',
      kind: 'list',
      config: 'container.ignore',
    },
    strict: { spec: '--strict', describe: 'Warnings count as errors', kind: 'boolean' },
    rules: { spec: '--rules', describe: 'Print the table of rules instead', kind: 'boolean' },
    report: { spec: '--report <form>', describe: 'Form of the report', choices: LINT_FORMS },
    out: { spec: '-o, --out <file>', describe: 'Write the report there', completes: 'file' },
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: [],
  examples: [
    { run: 'mlctl container lint', why: 'the Dockerfile here' },
    {
      run: 'mlctl container lint serving --kind serving --strict',
      why: 'a folder, warnings count',
    },
    {
      run: 'mlctl container lint --report sarif -o lint.sarif',
      why: 'for code scanning, beside the report on stdout',
    },
    { run: 'mlctl container lint --rules', why: 'every rule with reason, remedy and source' },
  ],
  items: 'findings',
  async run(ports, { flags, args: [folder = '.'] }) {
    const { lint, listRules } = await import('../../lib/flows/container/lint.ts')
    if (flags.rules === true) return listRules()
    const { report: form = 'text', out, overwrite = false } = flags
    const written = out === undefined ? undefined : { path: out, overwrite, form }
    return lint(
      ports,
      {
        ...{ folder, dockerfile: flags.file, kind: flags.kind, platform: flags.platform },
        buildArgs: flags.buildArg ?? {},
        target: flags.target,
        ignore: flags.ignore ?? [],
        strict: flags.strict === true,
        form,
      },
      written && { ...written, render: (report, style) => renderLint(report, form, style) },
    )
  },
  render: (result, { style }) => {
    if ('rules' in result) return rulesText(result.rules, style)
    const { form, file, ...report } = result
    const text = renderLint(report, file === undefined ? form : 'text', style)
    return file === undefined ? text : `${text}\n  report: ${file}`
  },
  exitCode: (result) => ('rules' in result || result.verdict === 'valid' ? 0 : 3),
})
