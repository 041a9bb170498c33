import { parseS3Uri } from '../../domain/core/arn.ts'
import { EXIT_CODE_FILE } from '../../domain/remote/bootstrap.ts'
import { archiveProblem } from '../../domain/remote/link-targets.ts'
import { DataError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { fileBeside } from './place.ts'

/** What a job leaves behind in S3, and the folder it is unpacked to. */
const ARCHIVES: readonly (readonly [string, string])[] = [
  ['output.tar.gz', 'output'],
  ['model.tar.gz', 'model'],
]
/** Says that a folder was made here and may be replaced. */
const MARK = 'mlctl-remote.json'

export type Fetched = {
  /** Folders that were unpacked, and how many files they hold. */
  readonly folders: readonly { readonly path: string; readonly files: number }[]
  /** Content of the file with the exit code; undefined when none came back. */
  readonly exitCodeText?: string
}

type FetchPorts = Pick<Ports, 'objects' | 'folders' | 'files' | 'journal' | 'io'>

export type Fetching = {
  readonly jobName: string
  /** S3OutputPath of the job. */
  readonly outputUri: string
  /** Local folder. */
  readonly to: string
}

/**
 * Downloads and unpacks what a job left, each archive whole or not at all; safe to repeat.
 * @throws DataError MLC-RMT-008 for an archive that would write outside of the folder,
 * StateError MLC-RMT-007 for a folder that is not one of ours.
 */
export const fetchOutputs = async (ports: FetchPorts, fetching: Fetching): Promise<Fetched> => {
  const { jobName, outputUri, to } = fetching
  await refuseForeignFolder(ports, to)
  await removeOther(ports, fetching)
  const at = parseS3Uri(outputUri)
  if (at === undefined) return { folders: [] }
  const folders: { path: string; files: number }[] = []
  for (const [archive, name] of ARCHIVES) {
    const key = `${at.key.replace(/\/+$/, '')}/${jobName}/output/${archive}`.replace(/^\/+/, '')
    const files = await fetchOne(ports, { bucket: at.bucket, key }, { to, name, jobName })
    if (files !== undefined && files > 0) folders.push({ path: `${to}/${name}`, files })
  }
  const exitCodeFile = `${to}/output/${EXIT_CODE_FILE}`
  const hasCode = folders.length > 0 && (await ports.files.stat(exitCodeFile))?.kind === 'file'
  return {
    folders,
    ...(hasCode ? { exitCodeText: await ports.files.readText(exitCodeFile) } : {}),
  }
}

/** @throws StateError MLC-RMT-007 for a folder with content that mlctl did not make. */
export const refuseForeignFolder = async (
  ports: Pick<Ports, 'files'>,
  folder: string,
): Promise<void> => {
  const names = await ports.files.list(folder)
  const taken = ARCHIVES.filter(([, name]) => names.includes(name))
  if (taken.length === 0 || names.includes(MARK)) return
  throw new StateError(
    'MLC-RMT-007',
    `${folder} holds ${taken.map(([, name]) => name).join(', ')}.`,
    {
      why: 'The outputs of the job would replace them, and mlctl remote did not make them.',
      hint: 'Give another folder: --output DIR. Nothing was changed.',
    },
  )
}

/** What an earlier job left in the same folder must not look like the work of this one. */
const removeOther = async (ports: FetchPorts, { jobName, to }: Fetching): Promise<void> => {
  const mark = `${to}/${MARK}`
  const isNew = (await ports.files.stat(mark)) === undefined
  if (isNew || (await ports.files.readText(mark)) === markText(jobName)) return
  ports.io.note(`What an earlier job left in ${to} is replaced.`)
  for (const [, name] of ARCHIVES) await ports.folders.remove(`${to}/${name}`)
}

const markText = (jobName: string): string => `${JSON.stringify({ jobName }, null, 2)}\n`

type Target = { readonly to: string; readonly name: string; readonly jobName: string }

/** How many files were unpacked; undefined when the job left no such archive. */
const fetchOne = async (
  ports: FetchPorts,
  address: { readonly bucket: string; readonly key: string },
  { to, name, jobName }: Target,
): Promise<number | undefined> => {
  const seen = await ports.objects.head(address)
  if (seen === undefined) return undefined
  const archive = fileBeside(ports.journal, `${jobName}-${name}.tar.gz`)
  const total = { total: seen.sizeBytes, unit: 'bytes' } as const
  const progress = ports.io.progress(`Fetching ${name}`, total)
  try {
    const update = (done: number) => progress.update({ done })
    await ports.folders.save(counted(await ports.objects.get(address), update), archive)
    const headers = await ports.folders.archiveHeaders(archive)
    const problem = archiveProblem(headers)
    if (problem !== undefined) throw harmful(address, problem)
    await ports.files.writeText(`${to}/${MARK}`, markText(jobName))
    await ports.folders.unpack(archive, `${to}/${name}`)
    return headers.filter(({ type }) => type !== 'directory').length
  } finally {
    progress.stop()
    await ports.files.remove(archive)
  }
}

const harmful = ({ bucket, key }: { readonly bucket: string; readonly key: string }, why: string) =>
  new DataError('MLC-RMT-008', `s3://${bucket}/${key} is not unpacked.`, {
    why: `Its entry ${why}.`,
    hint: 'Whatever ran in the job made this archive; look at it with tar -tvzf before you trust it.',
  })

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  update: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    update(bytes)
    yield chunk
  }
}
