import type { Call } from '../service.ts'
import { type BuildRecord, logPlace } from './state.ts'

/** Whether a build may do something; in IAM's words why not. */
export type MayNot = (action: string, resource: string) => string | undefined

/** A build does everything as the role of its project, in a session of its own name. */
export const actingFor = (call: Call, build: BuildRecord): MayNot => {
  const session = `AWSCodeBuild-${logPlace(build).stream}`
  const context = { 'aws:ResourceAccount': call.accountId }
  const { region } = call
  return (action, resource) =>
    call.neighbours.roles.refusal(String(build.request.serviceRole), {
      ...{ action, resource, session, region, context },
    })
}

/**
 * Why a build never begins: its log has no place. The words and the phase are those of public reports of
 * `ACCESS_DENIED` in QUEUED.
 */
export const logRefusal = (call: Call, build: BuildRecord): string | undefined => {
  const { group, stream } = logPlace(build)
  const arn = `arn:aws:logs:${call.region}:${call.accountId}:log-group:${group}`
  const mayNot = actingFor(call, build)
  const why =
    mayNot('logs:CreateLogGroup', arn) ??
    mayNot('logs:CreateLogStream', `${arn}:log-stream:${stream}`) ??
    mayNot('logs:PutLogEvents', `${arn}:log-stream:${stream}`)
  return why === undefined
    ? undefined
    : `Service role ${String(build.request.serviceRole)} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${build.arn}. Error message: ${why}`
}

const PUSH = [
  'ecr:InitiateLayerUpload',
  'ecr:BatchCheckLayerAvailability',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
]
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

/** Every call that a push is made of is asked for by itself. */
export const pushRefusal = (mayNot: MayNot, arn: string): string | undefined =>
  firstRefusal(mayNot, PUSH, arn)

const ECR_IMAGE = /\b(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([a-z0-9][a-z0-9._/-]*)/g

/** Bases in the account's own registry; those of other accounts are not the sandbox's. */
export const pullRefusal = (call: Call, mayNot: MayNot, dockerfile: string): string | undefined => {
  const bases = dockerfile
    .split('\n')
    .filter((line) => /^\s*FROM\s|--from=/i.test(line))
    .flatMap((line) => [...line.matchAll(ECR_IMAGE)])
  for (const [image, account = '', region = '', name = ''] of bases) {
    const arn = `arn:aws:ecr:${region}:${account}:repository/${name}`
    const why = account === call.accountId ? firstRefusal(mayNot, PULL, arn) : undefined
    if (why !== undefined) return `ERROR: failed to resolve source metadata for ${image}: ${why}`
  }
  return undefined
}

const firstRefusal = (mayNot: MayNot, actions: readonly string[], arn: string) => {
  for (const action of actions) {
    const why = mayNot(action, arn)
    if (why !== undefined) return why
  }
  return undefined
}
