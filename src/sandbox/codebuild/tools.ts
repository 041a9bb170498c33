import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../program.ts'
import type { Call } from '../service.ts'
import { pushFromEngine } from './push.ts'
import { type MayNot, pullRefusal, pushRefusal } from './rights.ts'

/** Where the commands of a build work. */
export type Workplace = {
  readonly call: Call
  /** The sandbox's state directory. */
  readonly directory: string
  readonly folder: string
  readonly mayNot: MayNot
  readonly privileged: boolean
  /** One line of the log. */
  readonly say: (line: string) => void
  readonly variables: Record<string, string>
  /** Digests of what was pushed, by image. */
  readonly digests: Record<string, string>
}

type Words = readonly string[]
/** Answers what went wrong; undefined when it worked. */
type Tool = (place: Workplace, words: Words, next: Words) => Promise<string | undefined>

/** A file or folder of the build itself: nothing leads out of it. */
const isPlain = (name: string | undefined): name is string =>
  name !== undefined && /^[\w-][\w.-]*$/.test(name)

/** Runs programs that stand in one line; only those of the table. */
export const perform = (
  place: Workplace,
  [words = [], next = [], ...more]: readonly Words[],
): Promise<string | undefined> => {
  const name = TOOLS.find(([start]) => start.every((word, at) => words[at] === word))
  return name === undefined || more.length > 0
    ? Promise.resolve(`sandbox: has no tool for ${words.slice(0, 2).join(' ')}`)
    : name[1](place, words, next)
}

const copyFromS3: Tool = async ({ call, folder, mayNot }, words) => {
  const [uri = '', target] = words.slice(3).filter((word) => !word.startsWith('--'))
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
  const { objects } = call.neighbours
  if (mayNot('s3:GetObject', `arn:aws:s3:::${bucket}/${key}`) !== undefined) {
    return 'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden'
  }
  const path = objects.path(bucket, key)
  if (path === undefined) {
    return `fatal error: An error occurred (404) when calling the HeadObject operation: Key "${key}" does not exist`
  }
  if (!isPlain(target)) return 'sandbox: copies into the folder of the build only'
  copyFileSync(path, join(folder, target))
  return undefined
}

/** `echo "<sum>  <file>" | sha256sum -c -` */
const checkSum: Tool = async ({ folder, say }, [, line = ''], next) => {
  const [sum, file] = line.split(/\s+/)
  if (next.join(' ') !== 'sha256sum -c -' || !isPlain(file)) return 'sandbox: only checks sums'
  const found = existsSync(join(folder, file)) ? readFileSync(join(folder, file)) : undefined
  const same = found && createHash('sha256').update(found).digest('hex') === sum
  say(`${file}: ${same ? 'OK' : 'FAILED'}`)
  return same ? undefined : 'sha256sum: WARNING: 1 computed checksum did NOT match'
}

const makeFolder: Tool = async ({ folder }, [, name]) => {
  if (!isPlain(name)) return 'sandbox: makes folders of the build only'
  mkdirSync(join(folder, name))
  return undefined
}

/** tar itself leaves out names that lead out of the folder. */
const unpack: Tool = async ({ folder }, [, , archive, , target]) => {
  if (!isPlain(archive) || !isPlain(target)) return 'sandbox: unpacks into the build only'
  const { code, out } = await runProgram('tar', ['-xzf', archive, '-C', target], { folder })
  return code === 0 ? undefined : out.trim()
}

const logIn: Tool = async ({ mayNot, say }, _words, next) => {
  if (next.slice(0, 2).join(' ') !== 'docker login') return 'sandbox: logs Docker in only'
  const why = mayNot('ecr:GetAuthorizationToken', '*')
  if (why !== undefined) {
    return `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: ${why}`
  }
  say('Login Succeeded')
  return undefined
}

/** Words of `docker build` that cannot reach beyond the build; those with a value come in pairs. */
const PAIRS = ['--file', '--tag', '--platform', '--build-arg', '--target', '--cache-from']

const isHarmless = (words: Words): boolean => {
  const context = words.at(-1)
  if (!isPlain(context)) return false
  for (let at = 2; at < words.length - 1; at++) {
    const word = words[at] ?? ''
    if (word === '--no-cache') continue
    if (!PAIRS.includes(word)) return false
    const value = words[++at] ?? ''
    if (word === '--file' && (value.includes('..') || !value.startsWith(`${context}/`)))
      return false
  }
  return true
}

const buildImage: Tool = async ({ call, folder, privileged, say, mayNot }, words) => {
  if (!privileged) {
    return 'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
  }
  if (!isHarmless(words)) return 'sandbox: does not build with these words'
  const engine = call.containerEngine
  const file = join(folder, words[words.indexOf('--file') + 1] ?? '')
  const dockerfile = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const refused = pullRefusal(call, mayNot, dockerfile)
  if (refused !== undefined) return refused
  if (engine === undefined) {
    const context = join(folder, words.at(-1) ?? '')
    const files = readdirSync(context, { recursive: true }).length
    const steps = dockerfile.split('\n').filter((line) => /^[A-Z]+\s/.test(line)).length
    return `sandbox: nothing is built and nothing is pushed, for MLCTL_SANDBOX_ENGINE names no container engine. The context was read: ${files} files and folders, ${steps} instructions.`
  }
  const { code, out } = await runProgram(engine, words.slice(1), { folder, timeoutMs: 30 * 60_000 })
  for (const line of out.split('\n')) if (line.trim() !== '') say(line.trimEnd())
  return code === 0 ? undefined : `${engine} build ended with exit code ${code}`
}

const push: Tool = async (place, [, , image = '']) => {
  const { call, directory, folder, mayNot, digests, say } = place
  const [, host = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([\w.-]+)$/.exec(image) ?? []
  const [account, , , region] = host.split('.')
  const arn = `arn:aws:ecr:${region}:${account}:repository/${repository}`
  const why = pushRefusal(mayNot, arn)
  if (why !== undefined) return `denied: ${why}`
  const engine = call.containerEngine ?? ''
  const pushed = await pushFromEngine(call, {
    ...{ engine, directory, folder },
    ...{ image, repository, tag },
  })
  if ('problem' in pushed) return pushed.problem
  say(`${tag}: digest: ${pushed.digest} size: ${pushed.size}`)
  digests[image] = `${host}/${repository}@${pushed.digest}`
  return undefined
}

const TOOLS: readonly (readonly [start: Words, tool: Tool])[] = [
  [['aws', 's3', 'cp'], copyFromS3],
  [['aws', 'ecr', 'get-login-password'], logIn],
  [['echo'], checkSum],
  [['mkdir'], makeFolder],
  [['tar', '-xzf'], unpack],
  [['docker', 'build'], buildImage],
  [['docker', 'push'], push],
]
