import { shellWord } from '../../core/command-line.ts'
import { digestOf } from '../../core/digest.ts'
import { usd } from '../../core/money.ts'
import type { Cost } from '../../core/plan.ts'

/** Where packed folders go when no prefix is named. */
export const BUILD_CONTEXTS = 'mlctl/builds/'

/** Variables of a build; the first tells which build it is, the last is what the build itself says. */
export const BUILD_VARIABLES = {
  build: 'MLCTL_BUILD',
  context: 'MLCTL_CONTEXT',
  contextSha256: 'MLCTL_CONTEXT_SHA256',
  digest: 'MLCTL_DIGEST',
} as const

/** Sizes of machines: CodeBuild API model, ComputeType. */
export const COMPUTE_SIZES = ['small', 'medium', 'large', 'xlarge', '2xlarge'] as const
export type ComputeSize = (typeof COMPUTE_SIZES)[number]

/**
 * The machine for a platform; Docker and the AWS CLI are in both images:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
 */
export const environmentFor = (platform: string, size: ComputeSize) => ({
  ...MACHINES[platform === 'linux/arm64' ? 'arm64' : 'amd64'],
  computeType: `BUILD_GENERAL1_${size.toUpperCase()}`,
})

const MACHINES = {
  arm64: { type: 'ARM_CONTAINER', image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0' },
  amd64: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0' },
} as const

/** What one build makes, and of what. */
export type CloudBuild = {
  /** `<registry>/<repository>:<tag>`. */
  readonly image: string
  readonly region: string
  readonly platform: string
  /** Relative to the context. */
  readonly dockerfile: string
  readonly buildArgs: Readonly<Record<string, string>>
  readonly target: string | undefined
  readonly noCache: boolean
  readonly cacheFrom: readonly string[]
  /** ECR hosts of its FROM lines; one token of the role opens them all. */
  readonly baseHosts: readonly string[]
}

/**
 * What CodeBuild runs: each line one program, every word quoted, so that no value is read as shell. The
 * password goes from one program into the other. Push and digest stand in the phase of the build: what
 * comes after a failed one would run all the same. As JSON, which every reader of YAML reads alike.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export const buildspecOf = (build: CloudBuild): string => {
  const host = build.image.slice(0, build.image.indexOf('/'))
  const hosts = [...new Set([host, ...build.baseHosts])]
  const line = (...words: readonly string[]) => words.map(shellWord).join(' ')
  return JSON.stringify({
    version: 0.2,
    env: {
      'exported-variables': [BUILD_VARIABLES.digest],
      // Without the second, buildx attaches a provenance manifest, which makes an index of the image.
      variables: { DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    },
    phases: {
      pre_build: {
        commands: [
          `aws s3 cp --only-show-errors "$${BUILD_VARIABLES.context}" context.tar.gz`,
          `echo "$${BUILD_VARIABLES.contextSha256}  context.tar.gz" | sha256sum -c -`,
          'mkdir context',
          'tar -xzf context.tar.gz -C context',
          ...hosts.map((each) => {
            const token = line('aws', 'ecr', 'get-login-password', '--region', regionOf(each))
            return `${token} | ${line('docker', 'login', '--username', 'AWS', '--password-stdin', each)}`
          }),
        ],
      },
      build: {
        commands: [
          line('docker', 'build', ...buildWords(build)),
          line('docker', 'push', build.image),
          `export ${BUILD_VARIABLES.digest}="$(docker inspect --format '{{index .RepoDigests 0}}' ${shellWord(build.image)})"`,
        ],
      },
    },
  })
}

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com` → `eu-west-1`. */
const regionOf = (host: string): string => host.split('.')[3] ?? ''

const buildWords = (build: CloudBuild): readonly string[] => [
  '--file',
  `context/${build.dockerfile}`,
  '--tag',
  build.image,
  '--platform',
  build.platform,
  ...Object.entries(build.buildArgs).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]),
  ...(build.target === undefined ? [] : ['--target', build.target]),
  ...build.cacheFrom.flatMap((ref) => ['--cache-from', ref]),
  ...(build.noCache ? ['--no-cache'] : []),
  'context',
]

/** The buildspec of the project itself, which no build of mlctl uses. */
export const PROJECT_BUILDSPEC = JSON.stringify({
  version: 0.2,
  phases: { build: { commands: ['echo "mlctl sends a buildspec with each build"', 'false'] } },
})

/**
 * Which build this is: the same content, machine and place give the same name on every machine. The
 * attempt is added, for a build that failed is made anew.
 */
export const buildIdentity = (content: Readonly<Record<string, unknown>>): string =>
  digestOf(content).slice(0, 24)

/** At most, by the limit of time; CodeBuild bills started minutes of the machine. */
export const buildCost = (pricePerMinute: number | undefined, timeoutMinutes: number): Cost =>
  pricePerMinute === undefined
    ? {
        unknown: `at most ${timeoutMinutes} minutes of CodeBuild (--build-price gives one), and storage in ECR`,
      }
    : { once: usd(pricePerMinute * timeoutMinutes) }
