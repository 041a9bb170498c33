import type { EngineImage, ImageFile } from '../../../ports/container-engine.ts'
import { countOf } from '../../core/count.ts'
import type { ContractKind } from './kinds.ts'
import { judged, type Verdict } from './verdict.ts'

export type BuiltImage = {
  readonly image: EngineImage
  readonly files: ReadonlyMap<string, ImageFile>
  readonly kind: ContractKind
  /** `linux/amd64` */
  readonly platform: string
}

const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

/** Where Docker looks without a PATH of the image. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Serverless endpoints take no larger image. */
const LARGE_BYTES = 10e9

/** Judges what a built image shows without being run. */
export const imageVerdicts = (built: BuiltImage): readonly Verdict[] => {
  const { image, kind, platform } = built
  const own = `${image.os}/${image.architecture}`
  const { manifestType = DOCKER_MANIFEST, user, sizeBytes } = image
  const runsAsRoot = ['', '0', 'root'].includes(user.split(':')[0] ?? '')
  return [
    judged('CTR601', manifestType === DOCKER_MANIFEST, manifestType),
    judged('CTR103', own === platform, `${own}; wanted ${platform}`),
    judged('CTR301', runsAsRoot, user === '' ? 'no USER: root' : `USER ${user}`),
    judged('CTR604', sizeBytes < LARGE_BYTES, `${(sizeBytes / 1e6).toFixed(1)} MB`),
    judged('CTR407', image.environment.SAGEMAKER_BIND_TO_PORT === undefined, bakedPort(image)),
    baked(built),
    ...(kind === 'serving' ? [portLabel(image)] : []),
    ...entryVerdicts(built),
  ]
}

const bakedPort = ({ environment }: EngineImage): string =>
  environment.SAGEMAKER_BIND_TO_PORT === undefined
    ? 'no variable of the platform is set'
    : `SAGEMAKER_BIND_TO_PORT=${environment.SAGEMAKER_BIND_TO_PORT} is in the image`

const PORT_LABEL = 'com.amazonaws.sagemaker.capabilities.accept-bind-to-port'

const portLabel = ({ labels }: EngineImage): Verdict =>
  judged('CTR304', labels[PORT_LABEL] === 'true', `${PORT_LABEL}=${labels[PORT_LABEL] ?? '(none)'}`)

const baked = ({ files }: BuiltImage): Verdict => {
  const hidden = [...files.values()].filter(
    ({ path, kind }) =>
      kind === 'file' && path.startsWith('/opt/ml/') && !path.startsWith('/opt/ml/code/'),
  )
  const first = hidden[0]?.path ?? ''
  return judged(
    'CTR306',
    hidden.length === 0,
    hidden.length === 0 ? 'nothing there' : `${countOf(hidden.length, 'file')}, ${first} first`,
  )
}

const WORD = { training: 'train', serving: 'serve', processing: undefined } as const

/** The program that the kernel starts, and whether it can. */
const entryVerdicts = (built: BuiltImage): readonly Verdict[] => {
  const { image, kind } = built
  const isWord = image.entrypoint.length === 0
  const [first] = isWord ? [WORD[kind] ?? image.command[0]] : image.entrypoint
  if (first === undefined) return [judged('CTR209', false, 'neither ENTRYPOINT nor CMD')]
  const rule = isWord && WORD[kind] !== undefined ? 'CTR203' : 'CTR207'
  const program = found(built, first)
  if (program === undefined) {
    return [judged(rule, false, `${first} is not in the image, on PATH ${pathOf(image)}`)]
  }
  const shell = /\/(?:ba|da)?sh$/.test(first) && image.entrypoint[1] === '-c'
  return [
    judged('CTR201', !shell, shell ? 'ENTRYPOINT runs in a shell' : JSON.stringify([first])),
    judged(rule, true, program.path),
    judged('CTR204', (program.mode & 0o111) !== 0, `mode ${(program.mode & 0o7777).toString(8)}`),
    ...headVerdicts(built, program),
  ]
}

const headVerdicts = (built: BuiltImage, program: ImageFile): readonly Verdict[] => {
  const { head } = program
  if (head[0] === 0x7f) return [elfVerdict(built, program)]
  const [line = ''] = new TextDecoder('latin1').decode(head).split('\n')
  const words = line.slice(2).trim().split(/\s+/)
  const interpreter = line.startsWith('#!') ? (words[0] ?? '') : ''
  const absolute = interpreter.startsWith('/')
  const verdicts = [
    judged('CTR205', !line.endsWith('\r'), line.endsWith('\r') ? 'CR LF' : 'LF'),
    judged('CTR206', absolute, absolute ? line.trim() : 'no #! line with an absolute path'),
  ]
  if (!absolute) return verdicts
  // `env` looks its word up itself.
  const wanted = interpreter.endsWith('/env') ? (words[1] ?? interpreter) : interpreter
  const target = found(built, wanted)
  return [
    ...verdicts,
    judged('CTR603', target !== undefined, target === undefined ? `${wanted} is missing` : wanted),
    ...(target?.head[0] === 0x7f ? [elfVerdict(built, target)] : []),
  ]
}

/** Offset 18 of the ELF header names the processor. */
const MACHINES: Readonly<Record<number, string>> = { 62: 'amd64', 183: 'arm64' }

const elfVerdict = ({ image }: BuiltImage, { path, head }: ImageFile): Verdict => {
  const machine = MACHINES[head[18] ?? 0] ?? 'another processor'
  return judged(
    'CTR602',
    machine === image.architecture,
    `${path} is for ${machine}, the image says ${image.architecture}`,
  )
}

const pathOf = ({ environment }: EngineImage): string => environment.PATH ?? DEFAULT_PATH

const found = ({ image, files }: BuiltImage, name: string): ImageFile | undefined => {
  if (name.includes('/')) return resolved(files, name.startsWith('/') ? name : `/${name}`)
  for (const folder of pathOf(image).split(':')) {
    const file = resolved(files, `${folder}/${name}`)
    if (file !== undefined) return file
  }
  return undefined
}

/** A loop of links ends here, as it does in the kernel. */
const MAX_LINKS = 16

/** Follows links of files and of folders: /bin is one on most systems. */
const resolved = (
  files: BuiltImage['files'],
  path: string,
  left = MAX_LINKS,
): ImageFile | undefined => {
  const parts = path.split('/').filter(Boolean)
  for (let count = 1; count <= parts.length && left > 0; count++) {
    const file = files.get(`/${parts.slice(0, count).join('/')}`)
    if (file?.kind !== 'link') continue
    const folder = `/${parts.slice(0, count - 1).join('/')}`
    const target = normal(`${file.link?.startsWith('/') ? '' : `${folder}/`}${file.link ?? ''}`)
    return resolved(files, [target, ...parts.slice(count)].join('/'), left - 1)
  }
  const file = files.get(normal(path))
  return file?.kind === 'file' ? file : undefined
}

const normal = (path: string): string => {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') kept.pop()
    else if (part !== '' && part !== '.') kept.push(part)
  }
  return `/${kept.join('/')}`
}
