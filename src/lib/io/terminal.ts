import { harmless } from '../domain/core/harmless.ts'
import { shownIn } from '../domain/core/redact.ts'
import { UsageError } from '../errors.ts'
import type { Io, Question } from '../ports/io.ts'
import { liveView } from './live-view.ts'
import { progressLine } from './progress.ts'
import { writeOut } from './standard-output.ts'
import { type Environment, styleFor, wantsColour, wantsUnicode } from './style.ts'

export type TerminalOptions = {
  readonly env: Environment
  readonly colour: 'auto' | 'always' | 'never'
  readonly quiet: boolean
  readonly verbose: boolean
  readonly noInput: boolean
  readonly json: boolean
  /** The command emits NDJSON events. */
  readonly streams: boolean
  readonly signal: AbortSignal
  /** Completes command lines in what people read. */
  readonly aimed?: (text: string) => string
}

/** `CI` counts unless it is empty, 0 or false. */
export const isCi = (env: Environment): boolean => !['', '0', 'false'].includes(env.CI ?? '')

/** The human side: everything here goes to stderr, but for NDJSON events and streamed results. */
export const terminalIo = (options: TerminalOptions): Io => {
  const { env } = options
  const shown = shownIn(env)
  const said = (text: string) => shown(options.aimed?.(text) ?? text)
  const terminal = process.stderr.isTTY === true
  const ci = isCi(env)
  const unicode = wantsUnicode(env)
  const accessible = env.MLCTL_ACCESSIBLE === '1'
  // Events and a picture that is redrawn must not meet on one screen.
  const eventsHere = options.json && options.streams && process.stdout.isTTY === true
  const animated =
    terminal && !ci && !accessible && !eventsHere && env.TERM !== 'dumb' && !options.quiet
  const noInput = options.noInput || ['1', 'true'].includes(env.MLCTL_NO_INPUT ?? '')
  const interactive = process.stdin.isTTY === true && terminal && !ci && !noInput && !options.json
  const columns = () => process.stderr.columns || 80
  const write = (text: string) => void process.stderr.write(text)
  const loud = (text: string) => (options.quiet ? undefined : write(text))
  const rows = () => process.stderr.rows || 24
  const screen = { animated, write: loud, columns, rows, unicode }
  return {
    interactive,
    animated,
    get columns() {
      return columns()
    },
    style: styleFor(wantsColour(options.colour, env, terminal), unicode),
    signal: options.signal,
    note: (line) => loud(`${said(line)}\n`),
    warn: (line) => write(`warning: ${said(line)}\n`),
    detail: (line) => (options.verbose ? write(`${said(line)}\n`) : undefined),
    event: (event) => {
      if (options.json && options.streams) writeOut(`${shown(JSON.stringify(event))}\n`)
    },
    result: (lines) => writeOut(`${shown(lines)}\n`),
    progress: (label, total) => progressLine(screen, label, total),
    live: () => liveView(screen),
    ask: async <T>(question: Question<T>): Promise<T> => {
      if (!interactive) throw cannotAsk(question.flag)
      const { prompt } = await import('./prompts.ts')
      return prompt(harmlessQuestion(question), options.signal, accessible)
    },
  }
}

/** Choices and questions name things that others named. */
const harmlessQuestion = <T>(question: Question<T>): Question<T> => {
  const said = {
    message: harmless(question.message),
    ...(question.help === undefined ? {} : { help: harmless(question.help) }),
  }
  if (question.kind !== 'choice') return { ...question, ...said }
  const choices = question.choices.map((choice) => ({
    ...choice,
    label: harmless(choice.label),
    ...(choice.description === undefined ? {} : { description: harmless(choice.description) }),
    ...(choice.disabled === undefined ? {} : { disabled: harmless(choice.disabled) }),
  }))
  return { ...question, ...said, choices }
}

const cannotAsk = (flag: string) =>
  new UsageError('MLC-IO-001', `${flag} is required here.`, {
    why: 'mlctl cannot ask: there is no terminal, or CI, --json or --no-input is set.',
    hint: `Pass ${flag}. What mlctl.yaml can answer instead: mlctl schema config`,
  })
