import { BUCKET_GUARD_ACTIONS } from '../bucket-actions.ts'
import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'
import { ROLE_FLAGS, roleRequestOf } from './role-flags.ts'

export const iamFix = defineCommand({
  path: ['iam', 'fix'],
  summary: 'Repair what iam check finds missing, by the smallest change',
  about:
    'Adds statements to the trust policy, to one inline policy of mlctl and to key policies; takes nothing away. A role that mlctl did not make is changed only when its name is typed or given with --confirm. Afterwards everything is checked again; exits 8 when something is still missing.',
  flags: { ...ROLE_FLAGS, confirm: CONSENT_FLAGS.confirm },
  changes: 'aws',
  plans: true,
  iamActions: [
    'access-analyzer:ValidatePolicy',
    ...ROLE_ACTIONS,
    'iam:PutRolePolicy',
    'iam:SimulatePrincipalPolicy',
    'iam:UpdateAssumeRolePolicy',
    'kms:GetKeyPolicy',
    'kms:PutKeyPolicy',
    ...BUCKET_GUARD_ACTIONS,
    's3:ListAllMyBuckets',
    's3:ListBucket',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl iam fix --role ft-role --data s3://acme-ml/fraud/ --output s3://acme-ml/results/',
      why: 'what iam check with the same flags finds missing',
    },
    {
      run: 'mlctl iam fix --for training --role sm-role --data s3://acme-ml/fraud/ --output s3://acme-ml/results/ --confirm sm-role',
      why: 'a role of somebody else, in a script',
    },
  ],
  async run(ports, { flags, globals }) {
    const { fixRole } = await import('../../lib/flows/iam/fix.ts')
    return fixRole(ports, roleRequestOf(flags), applyOptionsOf(globals, flags))
  },
  render: (fix, { style }) => {
    const left = fix.left.map(({ where, why }) => `  ${where}: ${why}`)
    const rest = left.length === 0 ? [] : ['Left to people:', ...left]
    const end = {
      planned: `Nothing was changed (${fix.planFile ? `plan saved to ${fix.planFile}` : 'dry run'}).`,
      'nothing-to-do': 'Nothing to repair.',
      applied:
        fix.missingAfter === 0
          ? style.good(`Repaired: ${fix.missingBefore} missing before, nothing now.`)
          : style.bad(`${fix.missingAfter} of ${fix.missingBefore} still missing.`),
    }
    return [fix.roleArn, end[fix.status], ...rest].join('\n')
  },
  exitCode: ({ status, missingAfter }) => (status !== 'planned' && missingAfter > 0 ? 8 : 0),
})
