import { digestOf } from '../core/digest.ts'

/** Longest name of a job (API model); tuning jobs have room for their trainings' suffixes. */
const MAX_NAME = 63
const MAX_TUNING_NAME = 32

/**
 * What is wrong with the name that jobs are called by; undefined when fine. Equal to
 * `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}` of the API model.
 */
export const jobNameProblem = (name: string): string | undefined => {
  if (name === '') return 'The name is empty.'
  if (/[^a-zA-Z0-9-]/.test(name)) return 'Only letters, digits and - are allowed.'
  if (/^-|-$/.test(name)) return 'It must begin and end with a letter or a digit.'
  return undefined
}

/**
 * The job's name: what the user calls it, a digest of the whole request, and the number of the attempt
 * from the second on. The same recipe gives the same name, so a re-run finds its job.
 */
export const jobNameOf = (
  { name, kind, body }: { readonly name: string; readonly kind: string; readonly body: unknown },
  attempt: number,
): string => {
  const digest = digestOf([kind, name, body]).slice(0, 8)
  const ending = attempt === 1 ? digest : `${digest}-${attempt}`
  const most = (kind === 'tuning' ? MAX_TUNING_NAME : MAX_NAME) - ending.length - 1
  return `${name.slice(0, most).replace(/-+$/, '')}-${ending}`
}
