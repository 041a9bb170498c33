import { auditSarif } from '../../lib/domain/audit/sarif.ts'
import { isAtLeast, SEVERITIES } from '../../lib/domain/audit/severity.ts'
import { auditText } from '../../lib/domain/audit/text.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { AUDIT_ACTIONS } from './actions.ts'
import { AUDIT_FLAGS, scopeOf } from './flags.ts'

export const auditCommand = defineCommand({
  path: ['audit'],
  summary: 'Is it safe? Encryption, access, network, roles, logs and secrets, with remedies',
  about:
    'Looks at what mlctl.yaml and the journal name (and what that uses), at named things, at what carries a --tag, or with --account at everything that can be listed. What may not be read is unknown, never fine, and stops nothing. --fix repairs what is safe after a plan and a yes, and proves it by reading again. docs/audit.md has the rules.',
  flags: AUDIT_FLAGS,
  changes: 'aws',
  plans: true,
  items: 'findings',
  iamActions: AUDIT_ACTIONS,
  examples: [
    { run: 'mlctl audit', why: 'the things of this project' },
    { run: 'mlctl audit --bucket acme-ml --fix', why: 'repair what is safe, after a yes' },
    {
      run: 'mlctl audit --account --fail-on high --baseline audit-baseline.json --format sarif > audit.sarif',
      why: 'a nightly gate for CI and code scanning',
    },
    {
      run: 'mlctl audit --account --all-regions --html audit.html',
      why: 'everything, in every region that is turned on',
    },
    {
      run: 'mlctl audit --account --baseline audit-baseline.json --update-baseline --reason "old demo, gone by March" --expires 90d',
      why: 'accept what is known, for a time',
    },
  ],
  async run(ports, { flags, globals }) {
    const { audit } = await import('../../lib/flows/audit/audit.ts')
    const report = await audit(ports, {
      scope: scopeOf(flags, globals),
      limits: { jobs: flags.jobs },
      regions: flags.allRegions === true ? 'all' : (flags.region ?? []),
      requiredTags: (flags.requiredTags ?? []).flatMap((keys) => keys.split(',')),
      requireKms: flags.requireKms === true,
      baseline: {
        file: flags.baseline,
        update: flags.updateBaseline === true,
        reason: flags.reason,
        expiresAfterMs: flags.expires,
      },
      html: flags.html,
      ...(flags.fix === true ? { fix: applyOptionsOf(globals) } : {}),
    })
    return { ...report, format: flags.format, ...(flags.failOn ? { failOn: flags.failOn } : {}) }
  },
  render: ({ format, failOn: _, ...report }, view) =>
    format === 'sarif' ? JSON.stringify(auditSarif(report), null, 2) : auditText(report, view),
  exitCode: ({ counts, failOn }) =>
    failOn !== undefined &&
    SEVERITIES.some((severity) => counts[severity] > 0 && isAtLeast(severity, failOn))
      ? 8
      : 0,
})
