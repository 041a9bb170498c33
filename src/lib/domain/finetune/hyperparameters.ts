import type { CatalogueModel, Hyperparameter } from '../catalogue/model.ts'
import { nearest } from '../core/nearest.ts'

export type HyperparameterVerdict = {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** Checks names and ranges against the model's table; doubtful facts give warnings, never errors. */
export const checkHyperparameters = (
  model: Pick<CatalogueModel, 'hyperparameters' | 'hyperparametersOpen' | 'name'>,
  given: Readonly<Record<string, string>>,
): HyperparameterVerdict => {
  const errors: string[] = []
  const warnings: string[] = []
  for (const [name, text] of Object.entries(given)) {
    const row = model.hyperparameters.find((each) => each.name === name)
    if (row === undefined)
      (model.hyperparametersOpen ? warnings : errors).push(unknown(model, name))
    else {
      const problem = valueProblem(row, text)
      if (problem !== undefined) (row.doubtful ? warnings : errors).push(`${name} ${problem}`)
    }
  }
  for (const row of model.hyperparameters) {
    if (row.required && given[row.name] === undefined) errors.push(`${row.name} must be given`)
  }
  return { errors, warnings }
}

const unknown = (model: Pick<CatalogueModel, 'hyperparameters' | 'name'>, name: string): string => {
  const known = model.hyperparameters.map((row) => row.name)
  const [near] = nearest(name, known)
  return `${name} is no known hyperparameter of ${model.name}; ${
    near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`
  }`
}

const valueProblem = (row: Hyperparameter, text: string): string | undefined => {
  if (row.words?.includes(text)) return undefined
  if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return `must be a number, not "${text}"`
  const value = Number(text)
  if (row.kind === 'integer' && !/^\d+$/.test(text)) return `must be a whole number, not ${text}`
  const low = row.min !== undefined && value < row.min
  const high = row.max !== undefined && value > row.max
  return low || high ? `must be ${row.min ?? '…'} to ${row.max ?? '…'}, not ${text}` : undefined
}

/**
 * The hyperparameters to send: those given, and the number of epochs always, so that the training
 * that was estimated is the one that is paid.
 */
export const sentHyperparameters = (
  model: Pick<CatalogueModel, 'hyperparameters'>,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const epochs = model.hyperparameters.find((row) => row.name === 'epochCount')?.default
  const initial: Readonly<Record<string, string>> =
    epochs === undefined ? {} : { epochCount: String(epochs) }
  return { ...initial, ...given }
}

/** Undefined when it is not known how often the data is gone through. */
export const epochsOf = (sent: Readonly<Record<string, string>>): number | undefined => {
  const epochs = Number(sent.epochCount)
  return Number.isInteger(epochs) && epochs > 0 ? epochs : undefined
}
