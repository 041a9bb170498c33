import { roleArnOf } from './names.ts'
import type { Requirement } from './requirements.ts'
import { BEDROCK_SERVICE, jobArnPattern, type RoleSpec } from './spec.ts'

/** What the person or CI role must be allowed in order to run a job with the role. */
export const callerRequirements = (
  spec: Pick<RoleSpec, 'roleName' | 'account' | 'partition' | 'region'>,
  roleArn = roleArnOf(spec.account, spec.partition, spec.roleName),
): readonly Requirement[] => {
  const job = jobArnPattern(spec).replace('*', 'mlctl-check')
  const need = (id: string, what: string, ask: { action: string; resource: string }) => ({
    id,
    what,
    ask: { ...ask, context: {} as Readonly<Record<string, string>> },
  })
  return [
    need('create-job', 'create customization jobs', {
      action: 'bedrock:CreateModelCustomizationJob',
      resource: job,
    }),
    need('tag-job', 'tag what it creates', { action: 'bedrock:TagResource', resource: job }),
    need('watch-job', 'watch jobs', { action: 'bedrock:GetModelCustomizationJob', resource: job }),
    need('list-jobs', 'list jobs', { action: 'bedrock:ListModelCustomizationJobs', resource: '*' }),
    need('stop-job', 'stop jobs', { action: 'bedrock:StopModelCustomizationJob', resource: job }),
    {
      id: 'pass-role',
      what: `pass role ${spec.roleName} to Bedrock`,
      ask: {
        action: 'iam:PassRole',
        resource: roleArn,
        context: { 'iam:PassedToService': BEDROCK_SERVICE },
      },
    },
  ]
}
