/**
 * Names of jobs and custom models. The API's own patterns are exponential in V8; these accept what
 * both of them accept and read every character once.
 * Source: API model, JobName `[a-zA-Z0-9](-*[a-zA-Z0-9\+\-\.])*` and CustomModelName
 * `([0-9a-zA-Z][_-]?){1,63}`, both 1 to 63 characters.
 */
const JOB_NAME = /^[a-zA-Z0-9][a-zA-Z0-9+.-]*$/
const MODEL_NAME = /^[a-zA-Z0-9]([_-]?[a-zA-Z0-9])*[_-]?$/
/** What stands in both kinds of name. */
const SHARED_NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/
const MAX = 63
/** Room for `-` with 8 hex digits and `-` with the attempt. */
export const MAX_NAME = MAX - 9 - 4

export const isJobName = (text: string): boolean => text.length <= MAX && JOB_NAME.test(text)
export const isModelName = (text: string): boolean => text.length <= MAX && MODEL_NAME.test(text)

/** What is wrong with the name of a recipe; undefined when it is fine. */
export const nameProblem = (name: string): string | undefined => {
  if (name.length > MAX_NAME) {
    return `is ${name.length} characters long; at most ${MAX_NAME}, since a digest is added`
  }
  return SHARED_NAME.test(name)
    ? undefined
    : 'must be letters and digits with single dashes between them (no _, no dot, no space)'
}

/** The names of one attempt; the first carries no number. */
export const attemptName = (name: string, digest: string, attempt: number): string =>
  `${name}-${digest.slice(0, 8)}${attempt > 1 ? `-${attempt}` : ''}`
