import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { list, members } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { channelUri, s3Parts } from './checks.ts'
import type { JobRecord } from './records.ts'

/** Whether a channel's data comes through named pipes; it may differ from the job's own mode. */
export const isPiped = ({ request }: JobRecord, channel: Input): boolean =>
  (channel.InputMode ?? members(request, 'AlgorithmSpecification').TrainingInputMode) === 'Pipe'

/**
 * One pipe for each epoch, the next made before one is read; a reader may leave early. $1 is the file that
 * lists the data, $2 the pipes' name without the number.
 */
const FEED = `n=0
mkfifo -m 666 "$2_0" || exit
while mkfifo -m 666 "$2_$((n + 1))" && [ -p "$2_$n" ]; do
  xargs -0r cat -- < "$1" > "$2_$n"
  n=$((n + 1))
done`

/** Feeds the pipes of a job's channels until it is told to stop; `beside` is a folder for its lists. */
export const feedPipes = (
  call: Call,
  job: JobRecord,
  { folder, beside }: { readonly folder: string; readonly beside: string },
): (() => void) => {
  const data = join(folder, 'input/data')
  mkdirSync(data, { recursive: true })
  const feeders = list<Input>(job.request, 'InputDataConfig')
    .filter((channel) => isPiped(job, channel))
    .map((channel) => {
      const name = String(channel.ChannelName)
      const listed = join(beside, name)
      writeFileSync(listed, filesOf(call, channel).join('\0'))
      const words = ['-c', FEED, 'sh', listed, join(data, name)]
      const feeder = spawn('sh', words, { stdio: 'ignore', detached: true })
      // Where there is no sh the container finds no pipe, and says so itself.
      return feeder.on('error', () => undefined)
    })
  return () => {
    for (const feeder of feeders) end(feeder)
  }
}

/** The objects of a channel in the order of their keys. */
const filesOf = ({ neighbours: { objects } }: Call, channel: Input): readonly string[] => {
  const { bucket, key } = s3Parts(channelUri(channel) ?? '') ?? { bucket: '', key: '' }
  return objects.list(bucket, key).flatMap((one) => objects.path(bucket, one) ?? [])
}

/** With what it has started, which may be waiting for a reader. */
const end = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
