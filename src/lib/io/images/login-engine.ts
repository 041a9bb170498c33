import { spawn } from 'node:child_process'
import { StateError } from '../../errors.ts'
import type { ImageRegistries } from '../../ports/image-uploads.ts'

/** No password in arguments or variables: both are for everybody on the machine to see. */
export const loginEngine: ImageRegistries['loginEngine'] = (engine, host, credentials) =>
  new Promise((resolve, reject) => {
    const words = ['login', '--username', credentials.username, '--password-stdin', host]
    const child = spawn(engine, words, { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    const keep = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.stdin.on('error', () => undefined)
    const fail = (why: string) =>
      reject(
        new StateError('MLC-CTR-117', `${engine} could not be logged in to ${host}.`, {
          why,
          hint: 'Write a config of its own instead: mlctl container login --docker-config DIR.',
        }),
      )
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => {
      if (code === 0) resolve()
      else fail(said.replaceAll(credentials.password, '…').trim())
    })
    child.stdin.end(credentials.password)
  })
