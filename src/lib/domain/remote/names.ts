import { digestOf } from '../core/digest.ts'

/** Letters of a training job's name; longer ones are refused (API model). */
const MAX_NAME = 63
const DIGEST_LETTERS = 12
/** Room for `-99`. */
const ATTEMPT_LETTERS = 3

/**
 * A training job's name made of the folder's name and the content of the run: the same content gives
 * the same name on every machine, so that the same line again finds the job that is there.
 */
export const remoteJobName = (folder: string, content: unknown): string => {
  const words = folder
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const start = `remote-${words}`.slice(0, MAX_NAME - DIGEST_LETTERS - ATTEMPT_LETTERS - 1)
  return `${start.replace(/-+$/, '')}-${digestOf(content).slice(0, DIGEST_LETTERS)}`
}

/** The name of an attempt, from 1; the first bears no number. */
export const attemptName = (name: string, attempt: number): string =>
  attempt === 1 ? name : `${name}-${attempt}`
