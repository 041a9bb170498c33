import { redact } from '../lib/domain/core/redact.ts'
import { CancelledError, type ErrorId, MlctlError, UsageError } from '../lib/errors.ts'
import type { Style } from '../lib/ports/io.ts'

export type ErrorReport = { readonly text: string; readonly exitCode: number }

export type ReportOptions = {
  readonly json: boolean
  readonly debug: boolean
  /** What the line names, for hints: 'mlctl finetune'. */
  readonly named: string
  readonly style: Style
}

/** Words any failure for stderr: a block for people, or one JSON line. */
export const reportError = (error: unknown, options: ReportOptions): ErrorReport => {
  const known =
    error instanceof MlctlError ? error : (fromParser(error, options.named) ?? bug(error))
  const stack = options.debug ? stackOf(error) : undefined
  if (options.json) {
    return { text: `${JSON.stringify(errorDocument(known, stack))}\n`, exitCode: known.exitCode }
  }
  return {
    text: `${errorLines(known, options.style, stack).join('\n')}\n`,
    exitCode: known.exitCode,
  }
}

const errorDocument = (error: MlctlError, stack: string | undefined) => ({
  schemaVersion: 1,
  error: {
    code: error.code,
    message: error.message,
    why: error.why,
    hint: error.hint,
    details: error.details,
    requestId: error.requestId,
    exitCode: error.exitCode,
    stack,
  },
})

const errorLines = (error: MlctlError, style: Style, stack: string | undefined): string[] => {
  const cancelled = error instanceof CancelledError
  const lines = [cancelled ? error.message : `${style.bad('error:')} ${error.message}`]
  if (error.why !== undefined) lines.push(`  why:  ${indent(error.why)}`)
  if (error.hint !== undefined) lines.push(`  fix:  ${indent(error.hint)}`)
  const request = error.requestId === undefined ? '' : ` · request ${error.requestId}`
  if (!cancelled)
    lines.push(style.dim(`  ref:  ${error.code}${request} · mlctl explain ${error.code}`))
  if (stack !== undefined) lines.push(stack)
  return lines
}

const indent = (text: string) => text.replaceAll('\n', '\n        ')

/** commander reports bad flags and unknown commands by throwing; help is not an error. */
const fromParser = (error: unknown, named: string): MlctlError | undefined => {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (!String(error.code).startsWith('commander.')) return undefined
  // The group alone: commander would print its help as an error, in no words of ours.
  const [message = '', ...suggestion] =
    error.code === 'commander.help'
      ? [`${named} needs the name of a command`]
      : error.message.replace(/^error: /, '').split('\n')
  return new UsageError('MLC-CLI-001', `${sentence(message)}.`, {
    hint:
      suggestion.length > 0
        ? suggestion.join(' ').replace(/^\(|\)$/g, '')
        : `See: ${named} --help${named === 'mlctl' ? ', or start with: mlctl demo' : ''}`,
    cause: error,
  })
}

const sentence = (text: string) =>
  (text.startsWith('mlctl') ? text : text.charAt(0).toUpperCase() + text.slice(1)).replace(
    /\.$/,
    '',
  )

/** Whatever nobody foresaw is a fault of ours, and said to be one. */
class Bug extends MlctlError {
  override readonly name = 'Bug'
  override readonly exitCode = 1
}

const bug = (error: unknown): MlctlError => {
  const message = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  const code: ErrorId = 'MLC-BUG-001'
  return new Bug(code, `This is a fault in mlctl, sorry: ${message}`, {
    hint: 'Please report it with the output of the same command and --debug.',
    cause: error,
  })
}

const stackOf = (error: unknown): string => {
  const parts: string[] = []
  for (let at: unknown = error; at instanceof Error && parts.length < 5; at = at.cause) {
    parts.push(redact(at.stack ?? at.message))
  }
  return parts.join('\ncaused by: ')
}
