import type { Build, EnvironmentVariable, Project } from '@aws-sdk/client-codebuild'
import type {
  BuildEnvironment,
  BuildProject,
  BuildProjectView,
  BuildStatus,
  ImageBuilds,
  ImageBuildView,
} from '../ports/image-builds.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { iso, isoOrAbsent, present } from './values.ts'

export const imageBuildsOf = (aws: AwsSession): ImageBuilds => ({
  project: async (name) => {
    const answer = await aws.codeBuild(about('BatchGetProjects', name), (client, sdk) =>
      client.send(new sdk.BatchGetProjectsCommand({ names: [name] })),
    )
    const [found] = answer.projects ?? []
    return found === undefined ? undefined : projectView(found)
  },
  createProject: async (project) => {
    await aws.codeBuild(about('CreateProject', project.name), (client, sdk) =>
      client.send(new sdk.CreateProjectCommand(projectRequest(project))),
    )
  },
  updateProject: async (project) => {
    await aws.codeBuild(about('UpdateProject', project.name), (client, sdk) =>
      client.send(new sdk.UpdateProjectCommand(projectRequest(project))),
    )
  },
  start: async ({ projectName, environment, buildspec, variables, idempotencyToken }) => {
    const answer = await aws.codeBuild(about('StartBuild', projectName), (client, sdk) =>
      client.send(
        new sdk.StartBuildCommand({
          projectName,
          buildspecOverride: buildspec,
          environmentTypeOverride: environment.type,
          imageOverride: environment.image,
          computeTypeOverride: environment.computeType as never,
          privilegedModeOverride: true,
          environmentVariablesOverride: Object.entries(variables).map(([name, value]) => ({
            name,
            value,
            type: 'PLAINTEXT' as const,
          })),
          idempotencyToken,
        }),
      ),
    )
    return buildView(answer.build ?? {})
  },
  find: async (buildId) => (await builds(aws, [buildId]))[0],
  newest: async (projectName) => {
    const listed = await instead(
      aws.codeBuild(about('ListBuildsForProject', projectName), (client, sdk) =>
        client.send(new sdk.ListBuildsForProjectCommand({ projectName, sortOrder: 'DESCENDING' })),
      ),
      [NOT_FOUND],
      undefined,
    )
    const ids = listed?.ids ?? []
    return ids.length === 0 ? [] : builds(aws, ids)
  },
})

const about = (operation: string, name: string) => ({
  operation,
  subject: `build project ${name}`,
})

const builds = async (
  aws: AwsSession,
  ids: readonly string[],
): Promise<readonly ImageBuildView[]> => {
  const answer = await aws.codeBuild(
    { operation: 'BatchGetBuilds', subject: `build ${ids[0]}` },
    (client, sdk) => client.send(new sdk.BatchGetBuildsCommand({ ids: [...ids] })),
  )
  const found = (answer.builds ?? []).map(buildView)
  // Answers come in any order.
  return ids.flatMap((id) => found.find(({ buildId }) => buildId === id) ?? [])
}

/** Docker in CodeBuild needs privileged mode; the build brings its own source. */
const projectRequest = (project: BuildProject) => ({
  name: project.name,
  description: project.description,
  serviceRole: project.serviceRoleArn,
  source: { type: 'NO_SOURCE' as const, buildspec: project.buildspec },
  artifacts: { type: 'NO_ARTIFACTS' as const },
  environment: {
    type: project.environment.type,
    image: project.environment.image,
    computeType: project.environment.computeType as never,
    privilegedMode: true,
  },
  cache: { type: 'LOCAL' as const, modes: ['LOCAL_DOCKER_LAYER_CACHE' as const] },
  timeoutInMinutes: project.timeoutMinutes,
  tags: Object.entries(project.tags).map(([key, value]) => ({ key, value })),
})

const projectView = (project: Project): BuildProjectView => ({
  name: project.name ?? '',
  arn: project.arn ?? '',
  description: project.description ?? '',
  serviceRoleArn: project.serviceRole ?? '',
  buildspec: project.source?.buildspec ?? '',
  environment: {
    type: (project.environment?.type ?? 'LINUX_CONTAINER') as BuildEnvironment['type'],
    image: project.environment?.image ?? '',
    computeType: project.environment?.computeType ?? '',
  },
  timeoutMinutes: project.timeoutInMinutes ?? 0,
  tags: Object.fromEntries((project.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
})

const buildView = (build: Build): ImageBuildView => {
  const { groupName: group, streamName: stream } = build.logs ?? {}
  return {
    buildId: build.id ?? '',
    status: (build.buildStatus ?? 'IN_PROGRESS') as BuildStatus,
    phase: build.currentPhase ?? '',
    startedAt: iso(build.startTime),
    phases: (build.phases ?? []).map((phase) => ({
      name: phase.phaseType ?? '',
      ...present({ status: phase.phaseStatus, seconds: phase.durationInSeconds }),
      messages: (phase.contexts ?? []).flatMap(({ message }) => message || []),
    })),
    variables: pairs(build.environment?.environmentVariables),
    exported: pairs(build.exportedEnvironmentVariables),
    ...present({
      endedAt: isoOrAbsent(build.endTime),
      log: group === undefined || stream === undefined ? undefined : { group, stream },
    }),
  }
}

type Pair = { readonly name?: string | undefined; readonly value?: string | undefined }

const pairs = (
  variables: readonly (EnvironmentVariable | Pair)[] | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries((variables ?? []).map(({ name, value }) => [name ?? '', value ?? '']))
