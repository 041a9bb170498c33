import { randomUUID } from 'node:crypto'
import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import { projectArn } from './projects.ts'
import { settleBuilds } from './settle.ts'
import {
  type BuildRecord,
  changeBuilds,
  logPlace,
  type ProjectRecord,
  readBuilds,
  refusal,
} from './state.ts'
import { type Phase, standOf } from './timeline.ts'

/** How long a token stands for one build: the reference page of StartBuild. */
const TOKEN_MS = 5 * 60_000
/** A page of ListBuildsForProject. */
const PAGE = 100

const environmentOf = (project: Input, input: Input): Input => {
  const own = members(project, 'environment')
  const given = list<Input>(input, 'environmentVariablesOverride')
  const names = new Set(given.map(({ name }) => name))
  const kept = list<Input>(own, 'environmentVariables').filter(({ name }) => !names.has(name))
  return {
    ...own,
    type: input.environmentTypeOverride ?? own.type,
    image: input.imageOverride ?? own.image,
    computeType: input.computeTypeOverride ?? own.computeType,
    privilegedMode: input.privilegedModeOverride ?? own.privilegedMode ?? false,
    environmentVariables: [...kept, ...given],
  }
}

const requestOf = ({ request }: ProjectRecord, input: Input): Input => {
  const source = members(request, 'source')
  return {
    source: { ...source, buildspec: input.buildspecOverride ?? source.buildspec },
    environment: environmentOf(request, input),
    serviceRole: input.serviceRoleOverride ?? request.serviceRole,
    timeoutInMinutes: input.timeoutInMinutesOverride ?? request.timeoutInMinutes ?? 60,
    artifacts: {},
    cache: request.cache ?? { type: 'NO_CACHE' },
  }
}

const startBuild = (call: Call, input: Input): Output => {
  const projectName = text(input, 'projectName').replace(/^arn:.*project\//, '')
  const token = optionalText(input, 'idempotencyToken')
  const asked = JSON.stringify(input)
  const now = call.clock.now()
  const made = changeBuilds(call, ({ projects, builds }) => {
    const project = Object.hasOwn(projects, projectName) ? projects[projectName] : undefined
    if (project === undefined) throw refusal.missing(projectArn(call, projectName))
    const earlier = Object.values(builds).filter((one) => one.projectName === projectName)
    const same = earlier.find(
      (one) => token !== undefined && one.token === token && now - one.startedAt < TOKEN_MS,
    )
    if (same !== undefined && same.asked !== asked) {
      throw refusal.input(`Parameters differ from those of the request with token ${token}`)
    }
    if (same !== undefined) return same
    const id = `${projectName}:${randomUUID()}`
    const build: BuildRecord = {
      ...{ id, projectName, asked, startedAt: now, request: requestOf(project, input) },
      arn: `arn:aws:codebuild:${call.region}:${call.accountId}:build/${id}`,
      number: earlier.length + 1,
      ...(token === undefined ? {} : { token }),
    }
    builds[id] = build
    return build
  })
  return { build: worded(call, made) }
}

const worded = (call: Call, build: BuildRecord): Output => {
  const { status, phases, endedAt } = standOf(call, build)
  const { group, stream } = logPlace(build)
  const exported = Object.entries(build.work?.exported ?? {})
  return {
    id: build.id,
    arn: build.arn,
    buildNumber: build.number,
    projectName: build.projectName,
    startTime: new Date(build.startedAt),
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt) }),
    currentPhase: phases.at(-1)?.type ?? 'SUBMITTED',
    buildStatus: status,
    buildComplete: endedAt !== undefined,
    phases: phases.map(phaseWorded),
    initiator: call.caller.arn,
    ...build.request,
    // The log is named once the machine is there, as on AWS.
    ...(build.work === undefined || build.work.failed?.phase === 'QUEUED'
      ? {}
      : { logs: { groupName: group, streamName: stream } }),
    ...(endedAt === undefined
      ? {}
      : { exportedEnvironmentVariables: exported.map(([name, value]) => ({ name, value })) }),
  }
}

/** Codes of phases that fail before any command. */
const FAULTS: Readonly<Record<string, string>> = { QUEUED: 'ACCESS_DENIED' }

const phaseWorded = ({ type, at, end, status, message }: Phase): Output => ({
  phaseType: type,
  startTime: new Date(at),
  ...(status === undefined ? {} : { phaseStatus: status }),
  ...(end === undefined
    ? {}
    : { endTime: new Date(end), durationInSeconds: Math.round((end - at) / 1_000) }),
  ...(message === undefined
    ? {}
    : { contexts: [{ statusCode: FAULTS[type] ?? 'COMMAND_EXECUTION_ERROR', message }] }),
})

const batchGetBuilds =
  (directory: string) =>
  async (call: Call, input: Input): Promise<Output> => {
    await settleBuilds(call, directory)
    const { builds } = readBuilds(call)
    const ids = list<string>(input, 'ids').map((id) => id.replace(/^arn:.*build\//, ''))
    const isThere = (id: string) => Object.hasOwn(builds, id)
    return {
      builds: ids.flatMap((id) => {
        const found = isThere(id) ? builds[id] : undefined
        return found === undefined ? [] : [worded(call, found)]
      }),
      buildsNotFound: ids.filter((id) => !isThere(id)),
    }
  }

const listBuildsForProject = (call: Call, input: Input): Output => {
  const name = text(input, 'projectName')
  const { projects, builds } = readBuilds(call)
  if (!Object.hasOwn(projects, name)) throw refusal.missing(projectArn(call, name))
  const rising = optionalText(input, 'sortOrder') === 'ASCENDING'
  const ids = Object.values(builds)
    .filter(({ projectName }) => projectName === name)
    .sort((a, b) => (a.number - b.number) * (rising ? 1 : -1))
    .map(({ id }) => id)
  const from = Number(input.nextToken ?? 0)
  const next = from + PAGE < ids.length ? { nextToken: String(from + PAGE) } : {}
  return { ids: ids.slice(from, from + PAGE), ...next }
}

const stopBuild = (call: Call, input: Input): Output => {
  const id = text(input, 'id').replace(/^arn:.*build\//, '')
  const stopped = changeBuilds(call, ({ builds }) => {
    const found = Object.hasOwn(builds, id) ? builds[id] : undefined
    if (found === undefined) throw refusal.noBuild(id)
    if (standOf(call, found).endedAt === undefined) found.stoppedAt = call.clock.now()
    return found
  })
  return { build: worded(call, stopped) }
}

export const buildOperations = (directory: string): Service['operations'] => ({
  StartBuild: startBuild,
  BatchGetBuilds: batchGetBuilds(directory),
  ListBuildsForProject: listBuildsForProject,
  StopBuild: stopBuild,
})
