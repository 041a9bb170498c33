import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { serve } from './served.ts'

const TOOLS = ['docker-registry', 'htpasswd', 'skopeo']

/** What a real registry and its reader need and this machine lacks. */
export const missingForRegistry = (): readonly string[] =>
  TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0)

/** Who may push to the registry. */
export const REGISTRY_USER = { username: 'AWS', password: 'pw' } as const

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })

/** A real registry that asks for a password; answers its host. It ends with the test. */
export const startRegistry = async (folder: string): Promise<string> => {
  const { username, password } = REGISTRY_USER
  const users = spawnSync('htpasswd', ['-Bbn', username, password]).stdout.toString().trim()
  writeFileSync(join(folder, 'users'), `${users}\n`)
  const host = `127.0.0.1:${await freePort()}`
  const config = [
    'version: 0.1',
    `storage: {filesystem: {rootdirectory: ${folder}/data}}`,
    `http: {addr: ${host}}`,
    `auth: {htpasswd: {realm: r, path: ${folder}/users}}`,
  ]
  writeFileSync(join(folder, 'registry.yml'), `${config.join('\n')}\n`)
  await serve(['docker-registry', 'serve', `${folder}/registry.yml`], {}, /(listening on)/)
  return host
}
