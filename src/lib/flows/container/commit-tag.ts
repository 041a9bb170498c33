import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** As many characters of a commit's id as a tag carries. */
const KEPT = 12

/** @throws UsageError MLC-CTR-119 outside of a repository. */
export const requireCommitTag = async (ports: Pick<Ports, 'files'>): Promise<string> => {
  const tag = await commitTag(ports)
  if (tag !== undefined) return tag
  throw new UsageError('MLC-CTR-119', 'The image needs a tag.', {
    why: 'Without --image-tag it is git-<commit>, and this folder is in no git repository with a commit.',
    hint: 'Pass --image-tag v1.0.0.',
  })
}

/**
 * `git-<commit>` of the repository that `folder` is in, read from its files; undefined outside of one,
 * or before the first commit.
 */
const commitTag = async (
  { files }: Pick<Ports, 'files'>,
  folder = '.',
): Promise<string | undefined> => {
  const git = await gitFolder(files, files.absolute(folder))
  if (git === undefined) return undefined
  const head = await textOf(files, `${git}/HEAD`)
  const reference = /^ref: (\S+)/.exec(head ?? '')?.[1]
  const commit =
    reference === undefined
      ? head
      : ((await textOf(files, `${git}/${reference}`)) ?? (await packed(files, git, reference)))
  const id = /^[0-9a-f]{40}/.exec(commit ?? '')?.[0]
  return id === undefined ? undefined : `git-${id.slice(0, KEPT)}`
}

type Files = Ports['files']

const gitFolder = async (files: Files, folder: string): Promise<string | undefined> => {
  for (let at = folder; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if ((await files.stat(`${at}/.git`))?.kind === 'folder') return `${at}/.git`
  }
  return undefined
}

const textOf = async (files: Files, path: string): Promise<string | undefined> =>
  (await files.stat(path))?.kind === 'file' ? files.readText(path) : undefined

const packed = async (files: Files, git: string, reference: string): Promise<string | undefined> =>
  (await textOf(files, `${git}/packed-refs`))
    ?.split('\n')
    .find((line) => line.endsWith(` ${reference}`))
