import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { start, trainingLines } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

const VALIDATE = ['dataset', 'validate', 'in.jsonl', '--format', 'converse', '--json']

const withPipe = () => {
  const cwd = tempFolder()
  execFileSync('mkfifo', [join(cwd, 'in.jsonl')])
  return { cwd, path: join(cwd, 'in.jsonl') }
}

it('reads a named pipe', async () => {
  const { cwd, path } = withPipe()
  const { ended } = start(VALIDATE, { cwd })
  writeFileSync(path, trainingLines(9))
  const { status, out } = await ended
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ records: { total: 9 } })
})

it('ends by SIGTERM though nobody ever writes to the pipe it reads', async () => {
  const { cwd } = withPipe()
  const { child, ended } = start([...VALIDATE, '--verbose'], { cwd })
  // Signals are listened to once the program runs; the second ends it without the time to clean up.
  const again = setInterval(() => child.kill('SIGTERM'), 500)
  await ended
  clearInterval(again)
  expect(child.signalCode).toBe('SIGTERM')
}, 20_000)
