import { nearest } from '../../core/nearest.ts'
import { imageReference } from './bases.ts'
import { contextPath, hasWildcard, takenBy } from './context.ts'
import type { Stage, Step } from './dockerfile.ts'
import { type Check, type CheckTable, type Hit, NONE } from './hit.ts'
import { stageNamed } from './image.ts'
import type { LintView } from './view.ts'

/** Stages that begin with an image, not with another stage. */
const basesOf = ({ parsed }: LintView): readonly (Stage & { readonly base: string })[] =>
  parsed.stages.flatMap((stage) =>
    stage.base === undefined || stage.parent !== undefined || stage.base === 'scratch'
      ? []
      : [{ ...stage, base: stage.base }],
  )

const pinned: Check = (view) =>
  basesOf(view).flatMap(({ base, line }) => {
    const { tag, digest } = imageReference(base)
    if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return NONE
    const how = tag === undefined ? 'names no version' : 'is whatever is newest'
    return [{ line, message: `${base} ${how}` }]
  })

const platformFits: Check = ({ image, parsed, platform }) => {
  const first = parsed.stages.find(({ index }) => index === rootOf(image.stage).index)
  const named = first?.platform
  const line = first?.line ?? 1
  if (named?.includes('BUILDPLATFORM')) {
    return [{ line, message: 'The image would be for the machine that builds it' }]
  }
  if (named !== undefined && !named.includes('$') && !sameplatform(named, platform)) {
    return [{ line, message: `The image would be for ${named}, the instance is ${platform}` }]
  }
  const family = /^(arm64v8|arm32v7|amd64|i386)\//.exec(image.base ?? '')?.[1]
  const wanted = platform.endsWith('arm64') ? 'arm64v8' : 'amd64'
  if (family === undefined || family === wanted) return NONE
  return [{ line, message: `${image.base} is not for ${platform}` }]
}

const rootOf = (stage: Stage): Stage => (stage.parent === undefined ? stage : rootOf(stage.parent))

const sameplatform = (a: string, b: string): boolean =>
  a.split('/').slice(0, 2).join('/') === b.split('/').slice(0, 2).join('/')

/** Hosts of ECR: by account, dual-stack, and public. */
const ECR_HOST =
  /^(?:\d{12}\.dkr\.ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?|\d{12}\.dkr-ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.on\.(?:aws|amazonwebservices\.com\.cn)|public\.ecr\.aws|ecr-public\.aws\.com)$/

const ecrHosts: Check = (view) =>
  basesOf(view).flatMap(({ base, line }) => {
    const { host = '' } = imageReference(base)
    const means = /\.ecr|ecr\.|amazonaws|\.dkr/.test(host)
    if (!means || ECR_HOST.test(host)) return NONE
    return [{ line, message: `${host} is no address of ECR` }]
  })

const fromHub: Check = (view) =>
  basesOf(view)
    .filter(({ base }) => {
      const { host } = imageReference(base)
      return host === undefined || host === 'docker.io'
    })
    .map(({ base, line }) => ({ line, message: `${base} comes from Docker Hub` }))

const copied: Check = (view) =>
  view.parsed.stages.flatMap((stage) =>
    stage.steps
      .filter(({ keyword, heredoc }) => /^(?:COPY|ADD)$/.test(keyword) && heredoc === undefined)
      .flatMap((step) => sourcesMissing(step, stage, view)),
  )

const sourcesMissing = (step: Step, stage: Stage, view: LintView): readonly Hit[] => {
  const { line, flags, keyword } = step
  const sources = step.words.slice(0, -1)
  if (sources.length === 0) return [{ line, message: `${keyword} needs a source and a target` }]
  if (flags.from !== undefined) return stageMissing(flags.from, { line, stage, view })
  return sources.flatMap((source): readonly Hit[] => {
    if (source === undefined || /^(?:https?:|git@|git:)/.test(source)) return NONE
    if (/^\.\.(?:\/|$)/.test(source)) {
      return [{ line, message: `${source} is outside of the build context` }]
    }
    if (contextPath(source) === '' || takenBy(source, view.files).length > 0) return NONE
    const near = hasWildcard(source) ? [] : nearest(contextPath(source), topNames(view))
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
    return [{ line, message: `${source} is not in the build context${hint}` }]
  })
}

const topNames = ({ files }: LintView): readonly string[] => [
  ...new Set(files.flatMap(({ path }) => [path, path.split('/')[0] ?? path])),
]

const stageMissing = (
  from: string,
  at: { readonly line: number; readonly stage: Stage; readonly view: LintView },
): readonly Hit[] => {
  const { line, stage, view } = at
  if (stageNamed(view.parsed, from, stage) !== undefined) return NONE
  if (/^\d+$/.test(from)) return [{ line, message: `There is no earlier stage ${from}` }]
  // Any other name may be an image; one that is nearly a stage is a slip.
  const names = view.parsed.stages.flatMap(({ name }) => name ?? [])
  const [near] = /[/:.]/.test(from) ? [] : nearest(from, names)
  return near === undefined
    ? NONE
    : [{ line, message: `There is no earlier stage ${from}; did you mean ${near}?` }]
}

const DRIVER =
  /\b(nvidia-driver-[\w-]+|cuda-drivers[\w-]*|NVIDIA-Linux-[\w.-]+\.run|libnvidia-compute-\d+|nvidia-(?:utils|dkms)-\d+)|\b(?:apt-get|apt|yum|dnf)\b[^&|;]*\binstall\b[^&|;]*\s(cuda)(?:\s|$)/

const noDriver: Check = ({ runs }) =>
  runs.flatMap(({ raw, heredoc = '', line }) => {
    const [, driver, whole] = DRIVER.exec(`${raw}\n${heredoc}`) ?? []
    const what = driver ?? whole
    return what === undefined ? NONE : [{ line, message: `${what} brings a driver` }]
  })

export const BUILD_CHECKS = {
  CTR102: pinned,
  CTR103: platformFits,
  CTR104: ecrHosts,
  CTR105: fromHub,
  CTR106: copied,
  CTR107: noDriver,
} as const satisfies CheckTable
