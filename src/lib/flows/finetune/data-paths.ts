import type { DataRecipe } from '../../domain/finetune/spec.ts'

/** The same data with every path put through `at`. */
export const withPaths = (data: DataRecipe, at: (path: string) => string): DataRecipe => {
  if ('source' in data) return { ...data, source: at(data.source) }
  const { train, validation } = data
  return { train: at(train), ...(validation === undefined ? {} : { validation: at(validation) }) }
}
