import type { CertificateView, FolderState } from '../../ports/machine.ts'
import type { SettingProblem } from '../../ports/settings.ts'
import { countOf } from '../core/count.ts'
import { formatDuration } from '../core/duration.ts'
import { ok, unknown, type Verdict } from './checks.ts'

/** The oldest Node.js that mlctl runs on, and the first that AWS's clients keep after January 2027. */
const OLDEST_NODE = [20, 17] as const
const LASTING_NODE = 22

export const judgeNode = (version: string): Verdict => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  if (major < oldest || (major === oldest && minor < oldestMinor)) {
    return {
      status: 'fail',
      severity: 'critical',
      subject: version,
      detail: `Node.js ${version} is too old: ${oldest}.${oldestMinor} or newer is needed`,
      remedy: { text: 'Install Node.js 22 or newer.' },
    }
  }
  const soon = major < LASTING_NODE ? `; AWS's clients want ${LASTING_NODE} from January 2027` : ''
  return ok(`${version}${soon}`)
}

const MEGABYTE = 1024 * 1024
/** Less does not hold a journal and the blocks of an upload. */
const TOO_LITTLE = 100 * MEGABYTE
/** Data sets and images are prepared on disk. */
const LITTLE = 1024 * MEGABYTE

export type DiskLook = { readonly folder: string; readonly freeBytes: number | undefined }

/** One verdict for all folders: the one with the least room decides. */
export const judgeDisk = (looks: readonly DiskLook[]): Verdict => {
  const known = looks.flatMap(({ folder, freeBytes }) =>
    freeBytes === undefined ? [] : [{ folder, freeBytes }],
  )
  const [least] = [...known].sort((a, b) => a.freeBytes - b.freeBytes)
  if (least === undefined) return unknown('the file system does not tell how much is free')
  const { folder, freeBytes } = least
  const free = sizeText(freeBytes)
  if (freeBytes >= LITTLE) return ok(`${free} free`)
  const isFull = freeBytes < TOO_LITTLE
  return {
    status: isFull ? 'fail' : 'warn',
    severity: isFull ? 'high' : 'low',
    subject: folder,
    detail: `${free} free at ${folder}`,
    evidence: known,
    remedy: {
      text: 'Make room there, or take another place: TMPDIR for temporary files, XDG_STATE_HOME for the state.',
    },
  }
}

const sizeText = (bytes: number): string =>
  bytes < 1024 * MEGABYTE
    ? `${Math.floor(bytes / MEGABYTE)} MB`
    : `${(bytes / MEGABYTE / 1024).toFixed(1)} GB`

/** Whether the journal can be written, by this user and nobody else. */
export const judgeState = (path: string, state: FolderState): Verdict => {
  if (!state.isWritable) {
    return {
      status: 'fail',
      severity: 'high',
      subject: path,
      detail: state.exists
        ? `${path} cannot be written`
        : `${path} cannot be made: ${state.looked} cannot be written`,
      remedy: {
        text: 'Give it back to this user, or move the state with XDG_STATE_HOME.',
        command: `ls -ld ${state.looked}`,
      },
    }
  }
  if (!state.exists) return ok(`${path} will be made`)
  const openTo = state.mode === undefined ? 0 : state.mode & 0o022
  if (openTo === 0) return ok(path)
  return {
    status: 'warn',
    severity: 'medium',
    subject: path,
    detail: `others may write ${path} (mode ${octal(state.mode ?? 0)})`,
    remedy: { text: 'Keep it for this user.', command: `chmod 700 ${path}` },
  }
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

export type ConfigurationLook = {
  readonly projectFile: string | undefined
  readonly count: number
  readonly problems: readonly SettingProblem[]
}

export const judgeConfiguration = (look: ConfigurationLook): readonly Verdict[] => {
  if (look.problems.length > 0) {
    return look.problems.map(({ message, why, hint }) => ({
      status: 'fail',
      severity: 'high',
      detail: why === undefined ? message : `${message} ${why}`,
      remedy: { text: hint ?? 'Correct it.', command: 'mlctl schema config' },
    }))
  }
  const settings = look.count === 0 ? 'nothing' : countOf(look.count, 'setting')
  const file = look.projectFile ?? 'no mlctl.yaml from here upwards'
  return [ok(`${file}; ${settings} set, by files and variables`)]
}

export type BundleLook = {
  /** NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE. */
  readonly variable: string
  readonly path: string
  readonly certificates:
    | { readonly read: readonly CertificateView[] }
    | { readonly problem: string }
}

/** `now` in ISO time. */
export const judgeBundle = ({ variable, path, certificates }: BundleLook, now: string): Verdict => {
  const bad = (detail: string): Verdict => ({
    status: 'fail',
    severity: 'high',
    subject: path,
    detail: `${variable}: ${detail}`,
    remedy: { text: `Point ${variable} at a PEM file with the right certificates, or unset it.` },
  })
  if ('problem' in certificates) return bad(certificates.problem)
  const { read } = certificates
  if (read.length === 0) return bad(`${path} holds no certificate`)
  const expired = read.filter(({ validTo }) => validTo < now)
  if (expired.length === read.length) return bad(`all certificates in ${path} have expired`)
  return ok(`${variable}: ${read.length} in ${path}`, path)
}

/** Services refuse requests that are further off: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
const REFUSED_SKEW_MS = 5 * 60_000
const NOTED_SKEW_MS = 60_000

/** `aheadMs`: how far the local clock is before the service's; negative when behind. */
export const judgeClock = (aheadMs: number): Verdict => {
  const off = Math.abs(aheadMs)
  if (off <= NOTED_SKEW_MS) return ok('less than a minute off')
  return {
    status: off > REFUSED_SKEW_MS ? 'fail' : 'warn',
    severity: 'medium',
    detail: `the clock of this machine is ${formatDuration(off)} ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS's`,
    remedy: { text: 'Set the clock of this machine.', command: 'timedatectl set-ntp true' },
  }
}
