import { commandLine } from '../../domain/core/command-line.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RegistryLogin } from '../../ports/image-repositories.ts'

export type LoginRequest = {
  /** Another registry than the account's own: one token opens every registry the caller may reach. */
  readonly host?: string | undefined
  /** Writes `config.json` in this folder. */
  readonly dockerConfig?: string | undefined
  /** Logs this engine in by its own command. */
  readonly engine?: string | undefined
  readonly printPassword: boolean
}

export type LoginResult = {
  readonly host: string
  readonly username: string
  readonly expiresAt: string
  /** Lines to paste; only where nothing was done. */
  readonly lines?: readonly string[]
  readonly file?: string
  readonly engine?: string
  /** Only when it was asked for. */
  readonly password?: string
}

/**
 * The way into the registry. Writes nothing unless told where; a password is shown only when it is asked
 * for. @throws DataError MLC-CTR-125 for a config.json that cannot be read.
 */
export const login = async (
  ports: Pick<Ports, 'imageRepositories' | 'imageRegistries' | 'files'>,
  request: LoginRequest,
): Promise<LoginResult> => {
  const token = await ports.imageRepositories.login()
  const { username, expiresAt, password } = token
  const host = request.host ?? token.host
  const about = { host, username, expiresAt }
  if (request.printPassword) return { ...about, password }
  if (request.dockerConfig !== undefined) {
    const file = await writeConfig(ports, request.dockerConfig, { ...token, host })
    return { ...about, file }
  }
  if (request.engine !== undefined) {
    await ports.imageRegistries.loginEngine(request.engine, host, { username, password })
    return { ...about, engine: request.engine }
  }
  return { ...about, lines: linesFor(host, request.host) }
}

const linesFor = (host: string, asked: string | undefined): readonly string[] => [
  `${commandLine(['container', 'login'], { 'print-password': true })} | docker login --username AWS --password-stdin ${host}`,
  commandLine(['container', 'login'], { registry: asked, engine: 'podman' }),
  commandLine(['container', 'login'], { registry: asked, 'docker-config': '.docker-ecr' }),
]

type DockerConfig = { readonly auths?: Readonly<Record<string, unknown>> }

/** Other entries of the file stay; mode 0600, for it holds a password of twelve hours. */
const writeConfig = async (
  { files }: Pick<Ports, 'files'>,
  folder: string,
  { host, username, password }: RegistryLogin,
): Promise<string> => {
  const path = `${folder.replace(/\/+$/, '')}/config.json`
  const held =
    (await files.stat(path)) === undefined ? {} : parsed(path, await files.readText(path))
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const config = { ...held, auths: { ...held.auths, [host]: { auth } } }
  await files.writeText(path, `${JSON.stringify(config, undefined, 2)}\n`, { secret: true })
  return files.absolute(path)
}

const parsed = (path: string, text: string): DockerConfig => {
  try {
    const config: unknown = JSON.parse(text)
    if (typeof config === 'object' && config !== null) return config
  } catch {
    // Said below.
  }
  throw new DataError('MLC-CTR-125', `${path} is no Docker config.`, {
    hint: 'Name another folder with --docker-config; nothing was written.',
  })
}
