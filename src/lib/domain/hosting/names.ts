import { digestOf } from '../core/digest.ts'

/** Longest name of endpoints, configs, variants and models (SageMaker API model). */
const MAX_NAME = 63

/**
 * What is wrong with the name of an endpoint, config, variant or model; undefined when fine. Equal
 * to `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}` of the API model.
 */
export const hostingNameProblem = (name: string): string | undefined => {
  if (name === '') return 'The name is empty.'
  if (name.length > MAX_NAME) return `${name.length} characters; at most ${MAX_NAME} are allowed.`
  if (/[^a-zA-Z0-9-]/.test(name)) return 'Only letters, digits and - are allowed.'
  if (/^-|-$/.test(name)) return 'It must begin and end with a letter or a digit.'
  return undefined
}

/**
 * A name made of the endpoint's name and the content, so that the same line after a crash finds what
 * it made: `fraud-1a2b3c4d`.
 */
export const contentName = (endpointName: string, content: unknown): string => {
  const digest = digestOf([endpointName, content]).slice(0, 8)
  return `${endpointName.slice(0, 40).replace(/-+$/, '')}-${digest}`
}
