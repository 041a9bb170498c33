/** Longest name that Bedrock takes for a purchase, a deployment and a custom model (API model). */
const MAX_NAME = 63

/**
 * What is wrong with the name of a purchase, a deployment or a custom model; undefined when fine.
 * Equal to `([0-9a-zA-Z][_-]?){1,63}` of the API model, but linear.
 */
export const resourceNameProblem = (name: string): string | undefined => {
  if (name === '') return 'The name is empty.'
  if (name.length > MAX_NAME) return `${name.length} characters; at most ${MAX_NAME} are allowed.`
  if (/[^0-9a-zA-Z_-]/.test(name)) return 'Only letters, digits, - and _ are allowed.'
  if (/^[_-]/.test(name)) return 'It must start with a letter or a digit.'
  if (/[_-]{2}/.test(name)) return 'Two separators (- or _) must not follow each other.'
  return undefined
}

/** A legal name made of a model's name and an ending: `fraud-v2-pt`. */
export const derivedName = (modelName: string, ending: string): string => {
  const clean = modelName.replace(/[^0-9a-zA-Z]+/g, '-').replace(/^-+/, '')
  return `${clean.slice(0, MAX_NAME - ending.length - 1).replace(/-+$/, '')}-${ending}`
}
