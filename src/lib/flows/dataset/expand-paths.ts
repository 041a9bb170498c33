import { parseS3Uri } from '../../domain/core/arn.ts'
import { globBase, globIsDeep, globPattern, isGlob } from '../../domain/dataset/globs.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

type Needs = Pick<Ports, 'files' | 'objects'>

/**
 * Paths with the wildcards expanded, of local files and of S3 keys, sorted, each path once. A file
 * whose name is the pattern itself is that file. @throws StateError MLC-DATA-001 for no match.
 */
export const expandPaths = async (
  ports: Needs,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const all: string[] = []
  for (const path of paths) all.push(...(await expanded(ports, path)))
  return [...new Set(all)]
}

const expanded = async (ports: Needs, path: string): Promise<readonly string[]> => {
  if (!isGlob(path)) return [path]
  const found = path.startsWith('s3://')
    ? await matchingObjects(ports, path)
    : (await ports.files.stat(path)) !== undefined
      ? [path]
      : await matchingFiles(ports, path)
  if (found.length > 0) return found.toSorted()
  throw new StateError('MLC-DATA-001', `Nothing matches ${path}.`, {
    hint: '* and ? stay within a folder; ** passes folders; quote the pattern against the shell.',
  })
}

const matchingObjects = async ({ objects }: Needs, path: string): Promise<readonly string[]> => {
  const bucket = path.slice('s3://'.length).split('/')[0] ?? ''
  const at = parseS3Uri(`s3://${bucket}/`)
  if (at === undefined) return []
  const pattern = globPattern(path)
  const prefix = globBase(path).slice(`s3://${bucket}/`.length)
  const found = await objects.list(bucket, prefix)
  return found.map(({ key }) => `s3://${bucket}/${key}`).filter((uri) => pattern.test(uri))
}

const matchingFiles = async ({ files }: Needs, path: string): Promise<readonly string[]> => {
  const [pattern, isDeep] = [globPattern(path), globIsDeep(path)]
  const matches: string[] = []
  const visit = async (folder: string): Promise<void> => {
    for (const name of await files.list(folder === '' ? '.' : folder)) {
      const whole = `${folder}${name}`
      const kind = (await files.stat(whole))?.kind
      if (kind === 'folder' && isDeep) await visit(`${whole}/`)
      else if (kind !== 'folder' && kind !== undefined && pattern.test(whole)) matches.push(whole)
    }
  }
  await visit(globBase(path))
  return matches
}
