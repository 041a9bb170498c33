import type { ContextFile } from '../../domain/container/lint/context.ts'
import { ignoreRules } from '../../domain/container/lint/context.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { PackedEntry } from '../../ports/folders.ts'

type Needs = Pick<Ports, 'files'>

/** A build context as Docker reads it. */
export type BuildContext = {
  readonly folder: string
  readonly dockerfile: { readonly path: string; readonly text: string }
  readonly files: readonly ContextFile[]
  readonly hasIgnoreFile: boolean
}

/** Small files whose content is looked at; the rest is data. */
const TEXT_BYTES = 1024 * 1024
/** Of all of them together. */
const TEXTS_BYTES = 64 * 1024 * 1024

/**
 * Folder, Dockerfile and what .dockerignore lets through; `<Dockerfile>.dockerignore` goes first.
 * @throws UsageError MLC-CTR-001 without a Dockerfile.
 */
export const readContext = async (
  { files }: Needs,
  { folder, dockerfile }: { readonly folder: string; readonly dockerfile?: string | undefined },
): Promise<BuildContext> => {
  const path = dockerfile ?? joined(folder, 'Dockerfile')
  const found = await files.stat(path)
  if (found?.kind !== 'file') {
    throw new UsageError('MLC-CTR-001', `There is no Dockerfile ${path}.`, {
      hint: `Name it with -f, or make one: mlctl container init ${folder}`,
    })
  }
  const text = await files.readText(path)
  const rules = await ignoreText({ files }, [
    `${path}.dockerignore`,
    joined(folder, '.dockerignore'),
  ])
  const all = await contextFiles({ files }, folder, rules ?? '')
  return { folder, dockerfile: { path, text }, files: all, hasIgnoreFile: rules !== undefined }
}

/** A path below a folder, as it is shown: `.` is left out. */
export const joined = (folder: string, name: string): string =>
  folder === '.' || folder === '' ? name : `${folder.replace(/\/+$/, '')}/${name}`

const ignoreText = async (
  { files }: Needs,
  paths: readonly string[],
): Promise<string | undefined> => {
  for (const path of paths) {
    if ((await files.stat(path))?.kind === 'file') return files.readText(path)
  }
  return undefined
}

/**
 * What a build elsewhere gets: files and links that .dockerignore lets through, and the Dockerfile in
 * any case, as Docker itself sends it.
 */
export const contextEntries = async (
  ports: Pick<Ports, 'files' | 'folders'>,
  folder: string,
  dockerfile: string,
): Promise<readonly PackedEntry[]> => {
  const { files } = await readContext(ports, { folder, dockerfile: joined(folder, dockerfile) })
  const wanted = new Set([...files.map(({ path }) => path), dockerfile])
  const parents = new Set([...wanted].map(parentOf))
  const entries: PackedEntry[] = []
  for (const parent of [...parents].sort()) {
    const found = await ports.folders.entries(parent === '' ? folder : joined(folder, parent))
    for (const { name, ...entry } of found) {
      const path = joined(parent, name)
      if (wanted.has(path)) entries.push({ ...entry, path })
    }
  }
  return entries
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const contextFiles = async (
  { files }: Needs,
  folder: string,
  rules: string,
): Promise<readonly ContextFile[]> => {
  const ignores = ignoreRules(rules)
  // `!` may bring back what is below a folder that is left out.
  const hasExceptions = /^\s*!/m.test(rules)
  const found: ContextFile[] = []
  for await (const entry of files.tree(folder, (path) => hasExceptions || !ignores(path))) {
    const { path, kind, sizeBytes, executable } = entry
    if (kind !== 'folder' && kind !== 'other' && !ignores(path)) {
      found.push({ path, sizeBytes, executable })
    }
  }
  return found
}

/** Contents by path of the small text files, and how many could not be held. */
export const readTexts = async (
  { files }: Needs,
  context: BuildContext,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly left: number }> => {
  const texts = new Map<string, string>()
  let [held, left] = [0, 0]
  for (const { path, sizeBytes } of context.files) {
    if (sizeBytes > TEXT_BYTES) continue
    if (held + sizeBytes > TEXTS_BYTES) {
      left++
      continue
    }
    const target = joined(context.folder, path)
    // A link may lead nowhere, or to a folder.
    if ((await files.stat(target))?.kind !== 'file') continue
    const text = await files.readText(target)
    if (text.includes('\0')) continue
    held += sizeBytes
    texts.set(path, text)
  }
  return { texts, left }
}
