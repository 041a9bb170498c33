import { processingConfig } from '../../domain/container/contract/layout.ts'
import { judged, skipped, type Verdict } from '../../domain/container/contract/verdict.ts'
import { countOf } from '../../domain/core/count.ts'
import {
  channelsOf,
  ended,
  furnished,
  REASON_LENGTH,
  type Room,
  readOnly,
  stillRuns,
  withContainer,
  writable,
} from './test-room.ts'

/** One run of the ENTRYPOINT with the inputs below /opt/ml/processing/input. */
export const testProcessing = async (room: Room): Promise<readonly Verdict[]> => {
  const inputs = channelsOf(room)
  const config = await furnished(room, 'config', processingConfig(inputs))
  const mounts = [
    writable(config, '/opt/ml/config'),
    ...inputs.map(({ name, path }) => readOnly(path, `/opt/ml/processing/input/${name}`)),
    writable(await furnished(room, 'processing'), '/opt/ml/processing/output'),
    writable(await furnished(room, 'output'), '/opt/ml/output'),
  ]
  const request = { arguments: [], network: 'none', environment: {}, mounts } as const
  return withContainer(room, 'process', request, async (container) => {
    const end = await ended(room, container, room.options.runMs)
    if (end === undefined) return [judged('CTR741', false, stillRuns(room))]
    return [
      judged('CTR741', end.exitCode === 0, `exit code ${end.exitCode ?? '?'}, without a network`),
      await message(room),
      await links(room),
    ]
  })
}

const message = async ({ scratch }: Room): Promise<Verdict> => {
  const bytes = await scratch.bytes('output/message')
  if (bytes === undefined) return skipped('CTR742', 'it wrote no message')
  const text = utf8(bytes)
  return judged('CTR742', text !== undefined, text?.trim().slice(0, REASON_LENGTH) ?? 'not UTF-8')
}

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const links = async ({ scratch }: Room): Promise<Verdict> => {
  const files = await scratch.tree('processing')
  const link = files.find(({ kind }) => kind === 'link')
  return judged(
    'CTR743',
    link === undefined,
    link === undefined ? countOf(files.length, 'file') : `${link.path} is a link`,
  )
}
