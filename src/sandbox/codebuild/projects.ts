import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBuilds, type ProjectRecord, readBuilds, refusal } from './state.ts'

export const projectArn = (call: Call, name: string): string =>
  `arn:aws:codebuild:${call.region}:${call.accountId}:project/${name}`

/** Builds run as this role, so it is looked at when the project is made. */
const checkRole = (call: Call, input: Input, arn: string): void => {
  const role = optionalText(input, 'serviceRole')
  if (role === undefined) return
  const context = { 'aws:SourceAccount': call.accountId, 'aws:SourceArn': arn }
  if (call.neighbours.roles.trusts(role, 'codebuild.amazonaws.com', context)) return
  throw refusal.input(
    `CodeBuild is not authorized to perform: sts:AssumeRole on service role. Verify that: 1) The provided service role exists, 2) The role name is case-sensitive and matches exactly, and 3) The role has the necessary trust policy configured.`,
  )
}

/** A project without a source brings its buildspec itself. */
const checkSource = (input: Input): void => {
  const source = members(input, 'source')
  if (source.type !== 'NO_SOURCE' || optionalText(source, 'buildspec')) return
  throw refusal.input('Project source type NO_SOURCE requires a buildspec')
}

const createProject = (call: Call, input: Input): Output => {
  const name = text(input, 'name')
  const arn = projectArn(call, name)
  checkSource(input)
  checkRole(call, input, arn)
  const now = call.clock.now()
  const made: ProjectRecord = { arn, createdAt: now, changedAt: now, request: input }
  changeBuilds(call, ({ projects }) => {
    if (projects[name] !== undefined) throw refusal.exists(arn)
    projects[name] = made
  })
  return { project: worded(made) }
}

/** Members that are left out stay as they are. */
const updateProject = (call: Call, input: Input): Output => {
  const name = text(input, 'name')
  const arn = projectArn(call, name)
  checkRole(call, input, arn)
  return changeBuilds(call, ({ projects }) => {
    const found = projects[name]
    if (found === undefined) throw refusal.missing(arn)
    const request = { ...found.request, ...input }
    const changed = { ...found, request, changedAt: call.clock.now() }
    projects[name] = changed
    return { project: worded(changed) }
  })
}

const worded = ({ arn, createdAt, changedAt, request }: ProjectRecord): Output => ({
  queuedTimeoutInMinutes: 480,
  timeoutInMinutes: 60,
  ...request,
  arn,
  created: new Date(createdAt),
  lastModified: new Date(changedAt),
})

const batchGetProjects = (call: Call, input: Input): Output => {
  const { projects } = readBuilds(call)
  const names = list<string>(input, 'names').map((name) => name.replace(/^arn:.*project\//, ''))
  const isThere = (name: string) => Object.hasOwn(projects, name)
  return {
    projects: names.flatMap((name) => {
      const found = isThere(name) ? projects[name] : undefined
      return found === undefined ? [] : [worded(found)]
    }),
    projectsNotFound: names.filter((name) => !isThere(name)),
  }
}

const listProjects = (call: Call): Output => ({
  projects: Object.keys(readBuilds(call).projects).sort(),
})

/** A project that is gone is deleted already. */
const deleteProject = (call: Call, input: Input): Output => {
  changeBuilds(call, ({ projects }) => {
    delete projects[text(input, 'name')]
  })
  return {}
}

export const projectOperations = {
  CreateProject: createProject,
  UpdateProject: updateProject,
  BatchGetProjects: batchGetProjects,
  ListProjects: listProjects,
  DeleteProject: deleteProject,
}
