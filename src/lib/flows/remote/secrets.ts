import { findPrivate } from '../../domain/dataset/privacy/detect.ts'
import { secretByName } from '../../domain/remote/secret-names.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { PackedEntry } from '../../ports/folders.ts'

/** Where a secret is, or seems to be. */
export type Secret = {
  /** `path:line`, `path`, `--env NAME` or `the command`. */
  readonly at: string
  readonly what: string
}

/** Larger files are data; programs and settings are small. */
const SEARCHED_BYTES = 4 * 1024 * 1024
const NAMED = 10

export type Searched = {
  readonly folder: string
  readonly entries: readonly PackedEntry[]
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

/**
 * Secrets that would leave this machine: files whose name says so, and what the detectors of data sets
 * are sure of in texts up to 4 MiB, in --env and in the command. Binary files are not searched.
 */
export const findSecrets = async (
  ports: Pick<Ports, 'files'>,
  { folder, entries, environment, command }: Searched,
): Promise<readonly Secret[]> => {
  const found: Secret[] = []
  for (const { path, kind, sizeBytes } of entries) {
    if (kind !== 'file') continue
    const what = secretByName(path)
    if (what !== undefined) found.push({ at: path, what })
    else if (sizeBytes > 0 && sizeBytes <= SEARCHED_BYTES) {
      found.push(...inText(path, await textOf(ports, `${folder}/${path}`)))
    }
  }
  for (const [name, value] of Object.entries(environment)) {
    found.push(...secretsIn(`${name}=${value}`).map((what) => ({ at: `--env ${name}`, what })))
  }
  const inCommand = secretsIn(command.join(' '))
  return [...found, ...inCommand.map((what) => ({ at: 'the command', what }))]
}

/** @throws DataError MLC-RMT-004 unless a reason allows them; then they are told all the same. */
export const refuseSecrets = (
  { io }: Pick<Ports, 'io'>,
  secrets: readonly Secret[],
  reason: string | undefined,
): void => {
  if (secrets.length === 0) return
  const shown = secrets.slice(0, NAMED).map(({ at, what }) => `${at}: ${what}`)
  const text = `${shown.join(', ')}${secrets.length > NAMED ? `, and ${secrets.length - NAMED} more` : ''}`
  if (reason !== undefined && reason.trim() !== '') {
    io.warn(`Secrets go along, allowed because "${reason}": ${text}`)
    return
  }
  throw new DataError('MLC-RMT-004', 'What would be sent holds secrets.', {
    why: text,
    hint: 'Leave them out (--exclude, .mlctlignore) and let the role or Secrets Manager give them to the job; or say why they may go: --allow-secrets "reason". Nothing was sent.',
    details: { secrets },
  })
}

const textOf = async (ports: Pick<Ports, 'files'>, path: string): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of ports.files.read(path)) {
    if (chunk.includes(0)) return ''
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

const inText = (path: string, text: string): readonly Secret[] =>
  // One search of the whole text is quick; lines are looked at only where it found something.
  secretsIn(text).length === 0
    ? []
    : text
        .split('\n')
        .flatMap((line, index) =>
          secretsIn(line).map((what) => ({ at: `${path}:${index + 1}`, what })),
        )

/** What kinds of secrets a text surely holds. */
export const secretsIn = (text: string): readonly string[] =>
  findPrivate(text, { minConfidence: 'high' })
    .filter(({ detector }) => detector.kind === 'secret')
    .map(({ detector }) => detector.what)
