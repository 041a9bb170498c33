import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { RegistryCredentials } from '../../ports/image-uploads.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type DockerConfig = {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>
  readonly credHelpers?: Readonly<Record<string, string>>
  readonly credsStore?: string
}

/**
 * What Docker's config.json knows of a registry: its helper's answer, else what is written there. A
 * helper that is missing or refuses counts as knowing nothing.
 */
export const dockerCredentials = async (
  host: string,
  env: Environment,
): Promise<RegistryCredentials | undefined> => {
  const config = await readConfig(join(dockerFolder(env), 'config.json'))
  const helper = config.credHelpers?.[host] ?? config.credsStore
  const helped = !helper ? undefined : await askHelper(helper, host)
  return helped ?? written(config.auths?.[host]?.auth)
}

/** Where Docker keeps what is the user's own. */
export const dockerFolder = (env: Environment): string =>
  env.DOCKER_CONFIG || join(homedir(), '.docker')

/** A config; empty when there is none, or none that can be read. */
export const readConfig = async (path: string): Promise<DockerConfig> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DockerConfig
  } catch {
    return {}
  }
}

const written = (auth: string | undefined): RegistryCredentials | undefined => {
  const [, username, password] =
    /^([^:]+):(.+)$/s.exec(Buffer.from(auth ?? '', 'base64').toString()) ?? []
  return username === undefined || password === undefined ? undefined : { username, password }
}

/** The helper protocol: the host on stdin, JSON on stdout (github.com/docker/docker-credential-helpers). */
const askHelper = (helper: string, host: string): Promise<RegistryCredentials | undefined> =>
  new Promise((resolve) => {
    const child = spawn(`docker-credential-${helper}`, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stdin.on('error', () => undefined)
    child.once('error', () => resolve(undefined))
    child.once('close', () => resolve(answered(out)))
    child.stdin.end(host)
  })

const answered = (out: string): RegistryCredentials | undefined => {
  try {
    const { Username, Secret } = JSON.parse(out) as Record<string, unknown>
    return typeof Username === 'string' && typeof Secret === 'string'
      ? { username: Username, password: Secret }
      : undefined
  } catch {
    return undefined
  }
}
