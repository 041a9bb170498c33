import type { FlagValues } from '../define.ts'
import type { BUILD_FLAGS } from './build-flags.ts'

type Flags = FlagValues<typeof BUILD_FLAGS>

/** What any build takes, from its flags. */
export const inputOf = (flags: Flags, folder: string) => ({
  name: flags.name,
  platform: flags.platform,
  instanceType: flags.instanceType,
  target: flags.target,
  engine: flags.engine,
  engineArgs: flags.engineArgs,
  folder,
  dockerfile: flags.file,
  buildArgs: flags.buildArg ?? {},
  secrets: flags.secret ?? [],
  cacheFrom: flags.cacheFrom ?? [],
  cacheTo: flags.cacheTo ?? [],
  buildOptions: flags.buildOption ?? [],
  noCache: flags.noCache === true,
  skipLint: flags.skipLint === true,
  ignore: flags.ignore ?? [],
})

/** The line that builds the same in CodeBuild; the project stands in it only when it is another. */
export const lineOf = (flags: Flags) => ({
  name: flags.name,
  engine: flags.engine,
  file: flags.file,
  target: flags.target,
  'build-arg': Object.entries(flags.buildArg ?? {}).map(([name, value]) => `${name}=${value}`),
  platform: flags.platform,
  'instance-type': flags.instanceType,
  'cache-from': flags.cacheFrom,
  'no-cache': flags.noCache,
  'skip-lint': flags.skipLint,
  ignore: flags.ignore,
  'build-role': flags.buildRole,
  'build-project': flags.buildProject,
  compute: flags.compute,
  bucket: flags.bucket,
  create: flags.create,
  'max-build': flags.maxBuild === undefined ? undefined : `${Math.ceil(flags.maxBuild / 1_000)}s`,
})

const MINUTE_MS = 60_000
/** CodeBuild takes no shorter limit (API model, BuildTimeOut). */
const LEAST_MINUTES = 5

/** What only CodeBuild takes. */
export const wishOf = (flags: Flags, tags: Readonly<Record<string, string>>) => ({
  role: flags.buildRole,
  project: flags.buildProject,
  compute: flags.compute,
  bucket: flags.bucket,
  create: flags.create === true,
  timeoutMinutes: Math.max(
    LEAST_MINUTES,
    Math.ceil((flags.maxBuild ?? 60 * MINUTE_MS) / MINUTE_MS),
  ),
  pricePerMinute: flags.buildPrice,
  again: flags.again === true,
  tags,
})
