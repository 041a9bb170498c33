import type { Catalogue } from '../../domain/catalogue/model.ts'
import type { RouteLook } from '../../domain/doctor/connection.ts'
import type { Need } from '../../domain/doctor/need.ts'
import { roleNameOf } from '../../domain/iam/names.ts'
import type { Ports } from '../../ports/all.ts'
import type { ServiceRoute } from '../../ports/aws-setup.ts'
import type { Caller } from '../../ports/identity.ts'
import type { KeyView } from '../../ports/keys.ts'
import type { SubnetView } from '../../ports/network.ts'
import type { BucketView } from '../../ports/objects.ts'
import type { RoleView } from '../../ports/roles.ts'
import type { Target } from '../../ports/target.ts'
import type { Subjects } from './subjects.ts'

export type DoctorPorts = Pick<
  Ports,
  | 'awsSetup'
  | 'clock'
  | 'containerEngines'
  | 'files'
  | 'foundationModels'
  | 'identity'
  | 'imageRepositories'
  | 'io'
  | 'keys'
  | 'machine'
  | 'network'
  | 'objects'
  | 'quotas'
  | 'roles'
  | 'settings'
  | 'target'
>

/** What the checks share: each thing is looked up once, whoever asks first. */
export type Look = {
  readonly ports: DoctorPorts
  readonly need: Need
  readonly subjects: Subjects
  /** Base models, for the names that people give them. */
  readonly models: Catalogue
  readonly target: () => Promise<Target>
  readonly caller: () => Promise<Caller>
  readonly routes: () => Promise<readonly ServiceRoute[]>
  readonly reached: () => Promise<readonly RouteLook[]>
  readonly role: () => Promise<RoleView | undefined>
  readonly bucket: (name: string) => Promise<BucketView | undefined>
  readonly bucketPolicy: (name: string) => Promise<unknown>
  readonly key: (key: string) => Promise<KeyView | undefined>
  readonly subnets: () => Promise<readonly SubnetView[]>
}

export const lookOf = (
  ports: DoctorPorts,
  given: Pick<Look, 'need' | 'subjects' | 'models'>,
): Look => {
  const routes = once(() => ports.awsSetup.routes(given.need.services))
  return {
    ports,
    ...given,
    target: once(() => ports.target()),
    caller: once(() => ports.identity.whoAmI()),
    routes,
    reached: once(async () => reachedOf(ports, await routes())),
    role: once(async () =>
      given.subjects.role === undefined
        ? undefined
        : ports.roles.find(roleNameOf(given.subjects.role)),
    ),
    bucket: onceEach((name) => ports.objects.bucket(name)),
    bucketPolicy: onceEach((name) => ports.objects.bucketPolicy(name)),
    key: onceEach((key) => ports.keys.find(key)),
    subnets: once(() => ports.network.subnets(given.subjects.subnets)),
  }
}

/** Each host is tried for so long; a check has ten seconds for all of them. */
const CONNECT_MS = 4_000

const reachedOf = async (
  { machine, files }: DoctorPorts,
  routes: readonly ServiceRoute[],
): Promise<readonly RouteLook[]> => {
  const path = machine.variable('AWS_CA_BUNDLE')
  const ca = path === undefined ? undefined : await files.readText(path).catch(() => undefined)
  return Promise.all(
    routes.map(async (route) => ({
      route,
      reached: await machine.reach({
        url: route.url,
        timeoutMs: CONNECT_MS,
        ...(route.proxy === undefined ? {} : { proxy: route.proxy }),
        ...(ca === undefined ? {} : { ca }),
      }),
    })),
  )
}

/** Key ARNs and ids that the work uses: those given, and those of the buckets. */
export const keysOf = async (look: Look): Promise<readonly string[]> => {
  const { kmsKeys, buckets } = look.subjects
  const found = await Promise.all(buckets.map(look.bucket))
  const ofBuckets = found.flatMap((bucket) => bucket?.encryption?.kmsKeyArn ?? [])
  // AWS's own keys take care of themselves, and nobody may change them.
  return [...new Set([...kmsKeys, ...ofBuckets])].filter((key) => !/alias\/aws\//.test(key))
}

const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}

const onceEach = <T>(ask: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
  const asked = new Map<string, Promise<T>>()
  return (name) => {
    const known = asked.get(name) ?? ask(name)
    asked.set(name, known)
    return known
  }
}
