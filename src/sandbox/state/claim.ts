import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory, PRIVATE_FILE } from './atomic-file.ts'
import { errorCode, onDisk, SandboxStateError } from './state-error.ts'

/** Says that a directory is the sandbox's, so that `reset` may empty it. */
const MARKER = 'mlctl-sandbox.json'

const OURS =
  /^(mlctl-sandbox\.json|documents|objects|uploads|ecr|calls(\.old)?\.jsonl|lock(\..*)?)$/

/** What lies in the directory; nothing when there is none. */
const entriesOf = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** What the files of a directory look like; a change of it that older programs misread gets a new number. */
const FORMAT = 1

const formatIn = (marker: string): number => {
  try {
    const { format } = JSON.parse(readFileSync(marker, 'utf8')) as { readonly format?: unknown }
    return typeof format === 'number' ? format : FORMAT
  } catch {
    // None yet, or cut off by a crash while the directory was empty.
    return FORMAT
  }
}

/** Throws SandboxStateError 'ENEWER' for the directory of a program that is newer than this one. */
export const requireKnownFormat = (directory: string): void => {
  const format = formatIn(join(directory, MARKER))
  if (format <= FORMAT) return
  const text = `${directory} was written by a newer mlctl (format ${format}, this one knows ${FORMAT}); use that one, or another folder`
  throw new SandboxStateError('ENEWER', directory, text)
}

/** Everything the sandbox ever puts into its directory, except the marker. */
export const ownEntries = (directory: string): readonly string[] =>
  onDisk(directory, () => entriesOf(directory).filter((name) => name !== MARKER && OURS.test(name)))

/**
 * In a shared place somebody else could have laid out a state for us to trust. Root takes directories
 * of others that only their owner may write.
 */
const requireOwn = (directory: string): void => {
  const uid = process.getuid?.()
  if (uid === undefined) return
  const { uid: owner, mode } = onDisk(directory, () => statSync(directory))
  if (owner === uid || (uid === 0 && (mode & 0o022) === 0)) return
  const text = `${directory} belongs to another user; choose a directory of your own`
  throw new SandboxStateError('EFOREIGN', directory, text)
}

/**
 * Makes the directory the sandbox's own. Throws SandboxStateError 'EFOREIGN' for a directory that
 * holds anything else: a wrong MLCTL_SANDBOX_DIR must not mix state into somebody's files.
 */
export const claim = (directory: string): void => {
  const marker = join(directory, MARKER)
  if (existsSync(marker)) {
    requireOwn(directory)
    requireKnownFormat(directory)
    return
  }
  const foreign = onDisk(directory, () => entriesOf(directory)).find((name) => !OURS.test(name))
  if (foreign !== undefined) {
    const text = `${directory} holds other files (${foreign}); choose an empty directory for the sandbox`
    throw new SandboxStateError('EFOREIGN', directory, text)
  }
  makeDirectory(directory)
  onDisk(marker, () => writeFileSync(marker, `{"format":${FORMAT}}\n`, { mode: PRIVATE_FILE }))
}
