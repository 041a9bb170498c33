/** AWS CodeBuild, as far as building container images goes: one project, many builds. */
export interface ImageBuilds {
  /** Undefined when there is no project of this name. */
  project(name: string): Promise<BuildProjectView | undefined>
  /** StateError when somebody made one of this name meanwhile. */
  createProject(project: BuildProject): Promise<void>
  updateProject(project: BuildProject): Promise<void>
  /** The same token within five minutes answers the same build. */
  start(build: NewImageBuild): Promise<ImageBuildView>
  /** Undefined when there is none, or no longer: CodeBuild forgets builds after a year. */
  find(buildId: string): Promise<ImageBuildView | undefined>
  /** The newest builds of a project, newest first; none while there is no project. */
  newest(projectName: string): Promise<readonly ImageBuildView[]>
}

/** What is the same for every build of a project. */
export type BuildProject = {
  readonly name: string
  readonly description: string
  readonly serviceRoleArn: string
  readonly buildspec: string
  readonly environment: BuildEnvironment
  readonly timeoutMinutes: number
  readonly tags: Readonly<Record<string, string>>
}

export type BuildProjectView = BuildProject & { readonly arn: string }

export type BuildEnvironment = {
  readonly type: 'LINUX_CONTAINER' | 'ARM_CONTAINER'
  /** The machine's own image: `aws/codebuild/…`. */
  readonly image: string
  /** `BUILD_GENERAL1_SMALL`, … */
  readonly computeType: string
}

export type NewImageBuild = {
  readonly projectName: string
  readonly environment: BuildEnvironment
  readonly buildspec: string
  readonly variables: Readonly<Record<string, string>>
  readonly idempotencyToken: string
}

export type BuildStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED'

/** Times are ISO-8601 UTC. */
export type ImageBuildView = {
  readonly buildId: string
  readonly status: BuildStatus
  readonly phase: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly phases: readonly BuildPhaseView[]
  readonly variables: Readonly<Record<string, string>>
  /** What the build itself says at its end. */
  readonly exported: Readonly<Record<string, string>>
  readonly log?: { readonly group: string; readonly stream: string }
}

export type BuildPhaseView = {
  readonly name: string
  /** Undefined while it is under way. */
  readonly status?: string
  readonly seconds?: number
  /** Why it failed. */
  readonly messages: readonly string[]
}
