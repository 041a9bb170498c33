import { CI_FILES, type CiRun, type CiSystem, WAIT } from '../../domain/ci-job/job.ts'
import { ciJob } from '../../domain/ci-job/render.ts'
import { commandLine, shellWord } from '../../domain/core/command-line.ts'
import { recipeOf } from '../../domain/finetune/recipe.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import type { TargetFact } from '../../domain/wizard/facts.ts'
import type { Ports } from '../../ports/all.ts'

/** The recipe's name where none is given. */
const RECIPE = 'finetune.yaml'

export type ClosingRequest = {
  /** Name of the training. */
  readonly name: string
  /** Path of the recipe that was written. */
  readonly recipe: string
  readonly target: TargetFact
  /** Undefined: asked on a terminal, none elsewhere. */
  readonly ci: CiSystem | 'none' | undefined
  /** Overwrites without asking. */
  readonly yes: boolean
}

/** What repeats the run. */
export type Closing = {
  readonly command: string
  readonly recipe: string
  readonly ciFile?: string
}

/** Says what repeats the run, and writes a CI job for it if one is wanted. */
export const close = async (ports: Ports, request: ClosingRequest): Promise<Closing> => {
  const { recipe } = request
  const written = { command: commandLine(recipeLine('run', recipe), {}), recipe }
  const ci = request.ci ?? (await askCi(ports))
  if (ci === 'none') return written
  const file = { path: CI_FILES[ci], text: ciJob(ci, ciRun(request)) }
  const ciFile = await writeAsked(ports, { ...file, yes: request.yes })
  return ciFile === undefined ? written : { ...written, ciFile }
}

/**
 * Writes the recipe and answers its path. One of the same name that says something else is kept unless
 * the user agrees; ours then carries the training's name.
 */
export const writeRecipe = async (
  ports: Ports,
  spec: FinetuneSpec,
  yes: boolean,
): Promise<string> => {
  const { stringify } = await import('yaml')
  const text = (path: string) =>
    `# Repeats the training: ${commandLine(recipeLine('run', path), {})}\n${stringify(recipeOf(spec))}`
  const first = await writeAsked(ports, { path: RECIPE, text: text(RECIPE), yes })
  if (first !== undefined) return first
  const own = `finetune-${spec.name}.yaml`
  await writeAsked(ports, { path: own, text: text(own), yes: true })
  return own
}

const recipeLine = (verb: 'run' | 'plan', recipe: string) =>
  ['finetune', verb, '-f', shellWord(recipe)] as const

const ciRun = ({ name, target, recipe }: ClosingRequest): CiRun => ({
  name,
  region: target.region,
  account: target.account,
  check: commandLine(recipeLine('plan', recipe), {}),
  run: commandLine(recipeLine('run', recipe), { yes: true, wait: true, timeout: WAIT }),
})

const askCi = async ({ io }: Ports): Promise<CiSystem | 'none'> => {
  if (!io.interactive) return 'none'
  return io.ask<CiSystem | 'none'>({
    kind: 'choice',
    flag: '--ci',
    message: 'Write a CI job that repeats this?',
    choices: [
      { value: 'none', label: 'No' },
      { value: 'github', label: 'GitHub Actions', description: CI_FILES.github },
      { value: 'gitlab', label: 'GitLab CI', description: CI_FILES.gitlab },
    ],
    initial: 'none',
  })
}

type Wanted = { readonly path: string; readonly text: string; readonly yes: boolean }

/** Answers the path when the file now has this text; undefined when the old one was kept. */
const writeAsked = async (ports: Ports, wanted: Wanted): Promise<string | undefined> => {
  const { files, io } = ports
  const { path, text } = wanted
  const exists = (await files.stat(path)) !== undefined
  if (exists && (await files.readText(path)) === text) return path
  if (exists && !wanted.yes && !(await mayOverwrite(ports, path))) {
    io.note(`${path} is kept as it was.`)
    return undefined
  }
  await files.writeText(path, text)
  io.note(`Written: ${path}`)
  return path
}

const mayOverwrite = async ({ io }: Ports, path: string): Promise<boolean> => {
  if (!io.interactive) return false
  return io.ask({
    kind: 'confirm',
    flag: '--yes',
    message: `Overwrite ${path}?`,
    initial: false,
    read: (answer) => answer,
  })
}
