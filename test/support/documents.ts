import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Changes a state document of the sandbox in `folder` behind its back, as other accounts might. */
export const editDocument = (
  folder: string,
  name: string,
  change: (text: string) => string,
): void => {
  const path = join(folder, 'sandbox', 'documents', `${name}.json`)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing to change in ${before}`)
  writeFileSync(path, after)
}
