import { CONTAINER_KINDS } from '../../domain/container/rules/rule.ts'
import {
  type Choices,
  KIND_WORDS,
  LANGUAGES,
  offered,
} from '../../domain/container/scaffold/choices.ts'
import { type ScaffoldFile, scaffoldOf } from '../../domain/container/scaffold/scaffold.ts'
import type { Ports } from '../../ports/all.ts'
import { outputSet } from '../dataset/outputs.ts'
import { joined } from './context.ts'

type Needs = Pick<Ports, 'files' | 'io'>

export type InitRequest = { readonly [K in keyof Choices]?: Choices[K] | undefined } & {
  readonly folder: string
  readonly overwrite: boolean
  readonly dryRun: boolean
}

export type InitResult = {
  readonly status: 'planned' | 'written'
  readonly folder: string
  readonly choices: Choices
  readonly files: readonly {
    readonly path: string
    readonly why: string
    /** `differs`: other content is there, and would be replaced (planned only). */
    readonly status: 'new' | 'differs' | 'written' | 'unchanged' | 'replaced'
  }[]
}

/**
 * Writes a container project. Choices that are not given are asked for; what is there with other
 * content is replaced only with consent, and then all files appear together.
 * @throws UsageError MLC-CTR-004, MLC-CTR-005; StateError MLC-DATA-030 for files that would be replaced.
 */
export const init = async (ports: Needs, request: InitRequest): Promise<InitResult> => {
  const choices = await chosen(ports, request)
  const scaffold = scaffoldOf(choices)
  const { folder } = request
  if (request.dryRun) {
    const files = []
    for (const file of scaffold) files.push(await planned(ports, folder, file))
    return { status: 'planned', folder, choices, files }
  }
  const set = outputSet(ports, { overwrite: request.overwrite })
  for (const { path, text } of scaffold) await (await set.open(joined(folder, path))).write(text)
  const written = await set.commit()
  const files = scaffold.map(({ why }, i) => {
    const { path = '', status = 'written' } = written[i] ?? {}
    return { path, why, status }
  })
  return { status: 'written', folder, choices, files }
}

const planned = async (
  { files }: Needs,
  folder: string,
  { path, text, why }: ScaffoldFile,
): Promise<InitResult['files'][number]> => {
  const target = joined(folder, path)
  const there = await files.stat(target)
  if (there === undefined) return { path: target, why, status: 'new' }
  const isSame = there.kind === 'file' && (await files.readText(target)) === text
  return { path: target, why, status: isSame ? 'unchanged' : 'differs' }
}

/** The order of the questions: each leaves fewer choices to the next; one choice is no question. */
const chosen = async ({ io }: Needs, request: InitRequest): Promise<Choices> => {
  const kind =
    request.kind ??
    (await io.ask({
      kind: 'choice',
      flag: '--kind',
      message: 'What is the container for?',
      choices: CONTAINER_KINDS.map((value) => ({ value, label: `${value}: ${KIND_WORDS[value]}` })),
    }))
  const languages = LANGUAGES.filter((language) => offered({ kind, language }).length > 0)
  const language =
    request.language ??
    (languages.length === 1 || !io.interactive
      ? 'python'
      : await io.ask({
          kind: 'choice',
          flag: '--language',
          message: 'In which language?',
          choices: languages.map((value) => ({ value, label: value })),
        }))
  const rows = offered({ kind, language })
  const toolkit =
    request.toolkit ??
    (rows.length <= 1 || !io.interactive
      ? 'none'
      : await io.ask({
          kind: 'choice',
          flag: '--toolkit',
          message: 'With which toolkit?',
          choices: rows.map(({ toolkit: value, words }) => ({
            value,
            label: `${value}: ${words}`,
          })),
        }))
  return { kind, language, toolkit, ...(request.base === undefined ? {} : { base: request.base }) }
}
