import type { ContextFile } from '../../src/lib/domain/container/lint/context.ts'
import { ignoreRules } from '../../src/lib/domain/container/lint/context.ts'
import type { LintInput } from '../../src/lib/domain/container/lint/view.ts'
import type { ExampleContext } from '../../src/lib/domain/container/rules/rule.ts'

/** A build context in memory, as the flow reads one from disk. */
export const buildContext = (
  { dockerfile, files = {}, kind }: ExampleContext,
  more: Partial<LintInput> = {},
): LintInput => {
  const entries = Object.entries(files).map(([path, file]) => {
    const { text, executable = false, sizeBytes } = typeof file === 'string' ? { text: file } : file
    return { path, text, executable, sizeBytes: sizeBytes ?? text.length }
  })
  const rules = entries.find(({ path }) => path === '.dockerignore')?.text
  const ignores = ignoreRules(rules ?? '')
  const seen = entries.filter(({ path }) => !ignores(path))
  return {
    dockerfile: { path: 'Dockerfile', text: dockerfile },
    files: seen.map(({ text: _content, ...file }): ContextFile => file),
    hasIgnoreFile: rules !== undefined,
    texts: new Map(seen.map(({ path, text }) => [path, text])),
    secretsIn: () => [],
    kind,
    platform: 'linux/amd64',
    buildArgs: {},
    ...more,
  }
}
