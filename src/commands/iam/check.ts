import { table } from '../../lib/domain/core/table.ts'
import { BUCKET_GUARD_ACTIONS } from '../bucket-actions.ts'
import { defineCommand } from '../define.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'
import { ROLE_FLAGS, roleRequestOf } from './role-flags.ts'

export const iamCheck = defineCommand({
  path: ['iam', 'check'],
  summary: 'Check that a service role and you may do what its jobs need',
  about:
    'Reads the policies and asks the policy simulator; exits 8 when something is missing. What may not be asked is reported as "could not tell", never as fine. The policies of keys and buckets are read beside them.',
  flags: ROLE_FLAGS,
  changes: 'nothing',
  iamActions: [
    ...ROLE_ACTIONS,
    'iam:SimulatePrincipalPolicy',
    'kms:GetKeyPolicy',
    ...BUCKET_GUARD_ACTIONS,
    's3:ListAllMyBuckets',
    's3:ListBucket',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl iam check --role ft-role --data s3://acme-ml/fraud/train.jsonl --output s3://acme-ml/results/',
      why: 'before anything is spent',
    },
    { run: 'mlctl iam check --role ft-role', why: 'trust and your own rights only' },
  ],
  items: 'checks',
  async run(ports, { flags }) {
    const { checkRole } = await import('../../lib/flows/iam/check.ts')
    return checkRole(ports, roleRequestOf(flags))
  },
  render: (check, view) => {
    const { good, bad, caution } = view.style
    const paint = { ok: good, missing: bad, warning: caution, 'could not tell': caution }
    const rows = table(
      [
        { title: 'result', of: (row) => paint[row.result](row.result) },
        { title: 'who', of: (row) => row.subject },
        { title: 'may', of: (row) => row.what },
        { title: 'by', of: (row) => (row.by === 'nothing' ? '-' : row.by) },
        { title: 'why', of: (row) => row.why ?? '' },
      ],
      check.checks,
      view,
    )
    const end = check.missing === 0 ? good('Nothing is missing.') : bad(`${check.missing} missing.`)
    const repair = check.repair === undefined ? [] : [`Repair: ${check.repair}`]
    return [rows, '', end, ...repair].join('\n')
  },
  exitCode: ({ missing }) => (missing > 0 ? 8 : 0),
})
