import { error, type MethodCase } from '../stage.ts'

const TIME = 1_767_225_600
const ISO = '2026-01-01T00:00:00Z'
const NAME = 'mlctl-image-builds'
const ID = `${NAME}:11111111-2222-3333-4444-555555555555`
const ROLE = 'arn:aws:iam::123456789012:role/builder'

const PROJECT = {
  name: NAME,
  description: 'images',
  serviceRoleArn: ROLE,
  buildspec: '{"version":0.2}',
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
    computeType: 'BUILD_GENERAL1_SMALL',
  },
  timeoutMinutes: 60,
  tags: { 'mlctl:made-by': 'mlctl' },
} as const

const PROJECT_REPLY = {
  name: NAME,
  arn: `arn:aws:codebuild:us-east-1:123456789012:project/${NAME}`,
  description: 'images',
  serviceRole: ROLE,
  source: { type: 'NO_SOURCE', buildspec: PROJECT.buildspec },
  environment: { ...PROJECT.environment, privilegedMode: true },
  timeoutInMinutes: 60,
  tags: [{ key: 'mlctl:made-by', value: 'mlctl' }],
}

const BUILD_REPLY = {
  id: ID,
  buildStatus: 'FAILED',
  currentPhase: 'COMPLETED',
  startTime: TIME,
  endTime: TIME,
  phases: [
    { phaseType: 'QUEUED', phaseStatus: 'SUCCEEDED', durationInSeconds: 1 },
    {
      phaseType: 'BUILD',
      phaseStatus: 'FAILED',
      contexts: [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: 'exit status 1' }],
    },
    { phaseType: 'COMPLETED' },
  ],
  environment: {
    ...PROJECT.environment,
    environmentVariables: [{ name: 'MLCTL_BUILD', value: 'abc-1' }],
  },
  exportedEnvironmentVariables: [{ name: 'MLCTL_DIGEST', value: 'sha256:1' }],
  logs: { groupName: `/aws/codebuild/${NAME}`, streamName: 's' },
}

const BUILD = {
  buildId: ID,
  status: 'FAILED',
  phase: 'COMPLETED',
  startedAt: ISO,
  endedAt: ISO,
  phases: [
    { name: 'QUEUED', status: 'SUCCEEDED', seconds: 1, messages: [] },
    { name: 'BUILD', status: 'FAILED', messages: ['exit status 1'] },
    { name: 'COMPLETED', messages: [] },
  ],
  variables: { MLCTL_BUILD: 'abc-1' },
  exported: { MLCTL_DIGEST: 'sha256:1' },
  log: { group: `/aws/codebuild/${NAME}`, stream: 's' },
}

/** Judged by the models of src/sandbox: ../shared/aws-models does not have CodeBuild. */
export const imageBuildMethods: readonly MethodCase[] = [
  {
    method: 'imageBuilds.project',
    run: (ports) => ports.imageBuilds.project(NAME),
    replies: { 'codebuild.BatchGetProjects': { projects: [PROJECT_REPLY] } },
    gives: { ...PROJECT, arn: PROJECT_REPLY.arn },
    calls: ['BatchGetProjects'],
  },
  {
    method: 'imageBuilds.project that is not there',
    run: (ports) => ports.imageBuilds.project(NAME),
    replies: { 'codebuild.BatchGetProjects': { projects: [], projectsNotFound: [NAME] } },
    gives: undefined,
    calls: ['BatchGetProjects'],
  },
  {
    method: 'imageBuilds.createProject',
    run: (ports) => ports.imageBuilds.createProject(PROJECT),
    replies: { 'codebuild.CreateProject': { project: PROJECT_REPLY } },
    gives: undefined,
    calls: ['CreateProject'],
  },
  {
    method: 'imageBuilds.updateProject',
    run: (ports) => ports.imageBuilds.updateProject(PROJECT),
    replies: { 'codebuild.UpdateProject': { project: PROJECT_REPLY } },
    gives: undefined,
    calls: ['UpdateProject'],
  },
  {
    method: 'imageBuilds.start',
    run: (ports) =>
      ports.imageBuilds.start({
        projectName: NAME,
        environment: PROJECT.environment,
        buildspec: PROJECT.buildspec,
        variables: { MLCTL_BUILD: 'abc-1' },
        idempotencyToken: 'token',
      }),
    replies: { 'codebuild.StartBuild': { build: { id: ID, startTime: TIME } } },
    gives: {
      buildId: ID,
      status: 'IN_PROGRESS',
      phase: '',
      startedAt: ISO,
      phases: [],
      variables: {},
      exported: {},
    },
    calls: ['StartBuild'],
  },
  {
    method: 'imageBuilds.find',
    run: (ports) => ports.imageBuilds.find(ID),
    replies: { 'codebuild.BatchGetBuilds': { builds: [BUILD_REPLY] } },
    gives: BUILD,
    calls: ['BatchGetBuilds'],
  },
  {
    method: 'imageBuilds.newest keeps the order of the list',
    run: async (ports) => (await ports.imageBuilds.newest(NAME)).map(({ buildId }) => buildId),
    replies: {
      'codebuild.ListBuildsForProject': { ids: ['b', 'a'] },
      'codebuild.BatchGetBuilds': { builds: [{ id: 'a' }, { id: 'b' }] },
    },
    gives: ['b', 'a'],
    calls: ['ListBuildsForProject', 'BatchGetBuilds'],
  },
  {
    method: 'imageBuilds.newest without a project',
    run: (ports) => ports.imageBuilds.newest(NAME),
    replies: {
      'codebuild.ListBuildsForProject': error('ResourceNotFoundException', 'no such project'),
    },
    gives: [],
    calls: ['ListBuildsForProject'],
  },
]
