import { roleArnOf } from './names.ts'
import type { Requirement } from './requirements.ts'
import { kindOf, type RolePurpose } from './roles/purposes.ts'
import { jobArnProbe, type RoleScope } from './spec.ts'

type Need = { readonly id: string; readonly what: string; readonly action: string }

/** What the caller does with jobs of each kind; the list is asked on `*`, all else on a job. */
const job = (service: string, noun: string, tag: string): readonly Need[] => [
  { id: 'create-job', what: 'create', action: `${service}:Create${noun}` },
  { id: 'tag-job', what: 'tag what it creates', action: `${service}:${tag}` },
  { id: 'watch-job', what: 'watch', action: `${service}:${watchVerb(service)}${noun}` },
  { id: 'list-jobs', what: 'list', action: `${service}:List${noun}s` },
  { id: 'stop-job', what: 'stop', action: `${service}:Stop${noun}` },
]

const watchVerb = (service: string): string => (service === 'bedrock' ? 'Get' : 'Describe')

const without = (id: string, needs: readonly Need[]) => needs.filter((need) => need.id !== id)

/**
 * Operation names of the API models. A model import cannot be stopped, a model of SageMaker neither; a
 * grader and a state machine are made with other tools, so their caller only hands the role over.
 */
const NEEDS: Readonly<Record<RolePurpose, readonly Need[]>> = {
  customization: job('bedrock', 'ModelCustomizationJob', 'TagResource'),
  import: without('stop-job', job('bedrock', 'ModelImportJob', 'TagResource')),
  evaluation: job('bedrock', 'EvaluationJob', 'TagResource'),
  batch: job('bedrock', 'ModelInvocationJob', 'TagResource'),
  grader: [],
  training: job('sagemaker', 'TrainingJob', 'AddTags'),
  hosting: without('stop-job', job('sagemaker', 'Model', 'AddTags')),
  pipelines: without('stop-job', job('sagemaker', 'Pipeline', 'AddTags')),
  workflow: [],
  builds: [
    { id: 'create-job', what: 'start', action: 'codebuild:StartBuild' },
    { id: 'watch-job', what: 'watch', action: 'codebuild:BatchGetBuilds' },
    { id: 'list-jobs', what: 'list', action: 'codebuild:ListBuildsForProject' },
    { id: 'look-at-project', what: 'look at the project of', action: 'codebuild:BatchGetProjects' },
    { id: 'make-project', what: 'make the project of', action: 'codebuild:CreateProject' },
    { id: 'change-project', what: 'change the project of', action: 'codebuild:UpdateProject' },
  ],
}

/** Builds are listed by project, jobs of all other kinds over the whole account. */
const isOfNoJob = (id: string, { purpose }: RoleScope): boolean =>
  id === 'list-jobs' && purpose !== 'builds'

/** What the person or CI role must be allowed in order to run a job with the role. */
export const callerRequirements = (
  scope: RoleScope & { readonly roleName: string },
  roleArn = roleArnOf(scope.account, scope.partition, scope.roleName),
): readonly Requirement[] => {
  const { called, jobs, service } = kindOf(scope)
  return [
    ...NEEDS[scope.purpose ?? 'customization'].map(({ id, what, action }) => ({
      id,
      what: id === 'tag-job' ? what : `${what} ${jobs}`,
      ask: { action, resource: isOfNoJob(id, scope) ? '*' : jobArnProbe(scope), context: {} },
    })),
    {
      id: 'pass-role',
      what: `pass role ${scope.roleName} to ${called}`,
      ask: {
        action: 'iam:PassRole',
        resource: roleArn,
        context: { 'iam:PassedToService': service },
      },
    },
  ]
}
