import type { DataRecipe } from '../../domain/finetune/spec.ts'

/** The same data with every path put through `at`. */
export const withPaths = (data: DataRecipe, at: (path: string) => string): DataRecipe => {
  if ('source' in data) {
    const { allow } = data.prepare
    const prepare = allow === undefined ? data.prepare : { ...data.prepare, allow: at(allow) }
    return { source: at(data.source), prepare }
  }
  const { train, validation } = data
  return { train: at(train), ...(validation === undefined ? {} : { validation: at(validation) }) }
}
