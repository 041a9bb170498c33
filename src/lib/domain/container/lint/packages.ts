import type { Step } from './dockerfile.ts'
import { type LintView, textOf } from './view.ts'

/** A Python package that something installs, with its place. */
export type Installed = {
  /** Normalised as PyPI does: lower case, hyphens. */
  readonly name: string
  /** What stands after the name: `==1.2`, `<81`, ``. */
  readonly version: string
  /** Absent: the Dockerfile. */
  readonly file?: string
  readonly line: number
}

const REQUIREMENT = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*([<>=!~][^;#]*)?/

const requirement = (text: string): Pick<Installed, 'name' | 'version'> | undefined => {
  const [, name, version = ''] = REQUIREMENT.exec(text.trim()) ?? []
  if (name === undefined) return undefined
  // A file: `sagemaker_training-5.1.4-cp312-….whl` names its package first.
  const project = /\.(?:whl|tar\.gz|zip)$/.test(name) ? (name.split(/-\d/)[0] ?? name) : name
  return { name: project.toLowerCase().replace(/[._-]+/g, '-'), version: version.trim() }
}

type Seen = Pick<LintView, 'stages' | 'texts'>

/**
 * What pip installs, in any stage: a later one may take it over. Read from RUN, and from the
 * requirement files that are copied.
 */
export const installed = (view: Seen): readonly Installed[] => {
  const all = view.stages.flatMap(({ stage, files }) => [
    ...stage.steps.filter(({ keyword }) => keyword === 'RUN').flatMap(fromRun),
    ...[...files].flatMap(([path, file]) =>
      /(?:^|\/)requirements[^/]*\.txt$/.test(path) ? fromFile(textOf(view, file), file.file) : [],
    ),
  ])
  return [...new Map(all.map((one) => [`${one.file}:${one.line}:${one.name}`, one])).values()]
}

const fromRun = ({ raw, heredoc = '', line }: Step): readonly Installed[] =>
  [...`${raw}\n${heredoc}`.matchAll(/\bpip[\d.]*\s+install\s+([^&|;\n]+)/g)].flatMap(
    ([, args = '']) =>
      args.split(/\s+/).flatMap((word) => {
        const bare = word.replaceAll(/["']/g, '').split('/').at(-1) ?? ''
        const found = word.startsWith('-') ? undefined : requirement(bare)
        return found === undefined ? [] : [{ ...found, line }]
      }),
  )

const fromFile = (
  text: string | undefined,
  { path, origin = path }: { readonly path: string; readonly origin?: string },
): readonly Installed[] =>
  (text ?? '').split('\n').flatMap((line, i) => {
    const found = /^\s*(?:#|-)/.test(line) ? undefined : requirement(line)
    return found === undefined ? [] : [{ ...found, file: origin, line: i + 1 }]
  })

export const installs = (view: Seen, name: string): boolean =>
  installed(view).some((one) => one.name === name)
