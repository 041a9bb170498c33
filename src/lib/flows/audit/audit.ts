import { fixSteps } from '../../domain/audit/fixes.ts'
import { auditPage } from '../../domain/audit/page.ts'
import type { AuditReport, FixOutcome } from '../../domain/audit/report.ts'
import type { AuditPolicy, RuleRow } from '../../domain/audit/rule.ts'
import { AUDIT_RULES } from '../../domain/audit/rules/index.ts'
import { countsOf } from '../../domain/audit/tally.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { Ports } from '../../ports/all.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import {
  applyBaseline,
  type BaselineRequest,
  checkBaseline,
  openBaseline,
} from './baseline-file.ts'
import { type Look, look } from './look.ts'
import { lookInRegions, regionsOf, type WantedRegions } from './regions.ts'
import { type AuditScope, type ListLimits, scopeText } from './scope.ts'
import { showTrustChanges } from './show-trust.ts'

export type AuditRequest = {
  readonly scope: AuditScope
  readonly limits: ListLimits
  /** The run's own region where absent. */
  readonly regions?: WantedRegions
  readonly requiredTags: readonly string[]
  readonly requireKms: boolean
  readonly baseline: BaselineRequest
  /** How to carry out repairs; absent when none are wanted. */
  readonly fix?: ApplyOptions
  /** Where to write the page. */
  readonly html?: string | undefined
}

/**
 * Reads how the things of a scope are protected and judges it; repairs what can be repaired where that is
 * asked for, and proves it by reading again. What could not be read is unknown and stops nothing.
 */
export const audit = async (ports: Ports, request: AuditRequest): Promise<AuditReport> => {
  checkBaseline(request.baseline)
  const entries = await openBaseline(ports, request.baseline)
  const policy = await policyOf(ports, request)
  const { scope, limits } = request
  const { regions, gap } = await regionsOf(ports, request)
  const first =
    regions.length === 1
      ? await look(ports, { scope, policy, limits })
      : await lookInRegions(ports, { scope, policy, limits }, regions)
  const before = await applyBaseline(ports, {
    findings: first.findings,
    entries,
    request: { ...request.baseline, update: false },
  })
  const fix =
    request.fix === undefined
      ? undefined
      : await repair(ports, { ...request, fix: request.fix, policy, found: before.findings })
  const findings = fix === undefined ? first.findings : fix.left(first.findings)
  const known = await applyBaseline(ports, { findings, entries, request: request.baseline })
  const report: AuditReport = {
    ...reportOf(policy, request, first),
    ...(regions.length === 1 ? {} : { regions }),
    gaps: [...(gap === undefined ? [] : [gap]), ...first.gaps],
    rules: rulesOf(known.findings),
    findings: known.findings,
    counts: countsOf(known.findings),
    accepted: known.findings.filter(({ accepted }) => accepted !== undefined).length,
    apiCalls: ports.apiCalls(),
    ...(known.use === undefined ? {} : { baseline: known.use }),
    ...(fix === undefined ? {} : { fix: fix.outcome }),
  }
  ports.io.detail(`${countOf(report.apiCalls, 'API call')} were made`)
  if (request.html !== undefined) await ports.files.writeText(request.html, auditPage(report))
  return report
}

/** The rows of the rules that findings break, without their judges. */
const rulesOf = (findings: AuditReport['findings']): readonly RuleRow[] => {
  const broken = new Set(findings.map(({ id }) => id))
  return AUDIT_RULES.filter(({ id }) => broken.has(id)).map(
    ({ id, title, severity, what, why, source, remedy, fixable }) => ({
      id,
      title,
      severity,
      what,
      why,
      source,
      remedy,
      ...(fixable ? { fixable } : {}),
    }),
  )
}

const policyOf = async (ports: Ports, request: AuditRequest): Promise<AuditPolicy> => {
  const { account, partition } = await ports.identity.whoAmI()
  const { region } = await ports.target()
  const { requiredTags, requireKms } = request
  return { now: ports.clock.now(), account, partition, region, requiredTags, requireKms }
}

const reportOf = (
  { account, region, now }: AuditPolicy,
  { scope }: AuditRequest,
  { looked, passed, notApplicable, unknown, gaps }: Look,
) => ({
  scope: scopeText(scope),
  account,
  region,
  auditedAt: isoTime(now),
  looked,
  passed,
  notApplicable,
  unknown,
  gaps,
})

type Repair = AuditRequest & {
  readonly fix: ApplyOptions
  readonly policy: AuditPolicy
  readonly found: AuditReport['findings']
}

/** Plans and carries out the safe repairs, then looks again at what they were for. */
const repair = async (ports: Ports, { scope, fix, policy, limits, found }: Repair) => {
  const steps = fixSteps(found, policy)
  showTrustChanges(ports.io, found, policy.account)
  const { plan } = await planAgainstLiveState(ports, replayLine(scope), steps)
  const { status, planFile } = await carryOut(ports, plan, fix)
  const tried = new Set(steps.map(({ id }) => id))
  const gone = new Set<string>()
  if (status === 'applied') {
    const repaired = found.filter(({ id, name }) => tried.has(`${id} ${name}`))
    const targets = repaired.flatMap(({ kind, name }) =>
      kind === 'bucket' || kind === 'key' || kind === 'repository' || kind === 'role'
        ? [{ kind, name }]
        : [],
    )
    const again = await look(ports, { scope: { kind: 'named', targets }, policy, limits })
    const still = new Set(again.findings.map(({ fingerprint }) => fingerprint))
    for (const { fingerprint } of repaired) if (!still.has(fingerprint)) gone.add(fingerprint)
  }
  const outcome: FixOutcome = {
    status,
    fixed: found.flatMap(({ id, subject, fingerprint }) =>
      gone.has(fingerprint) ? [{ id, subject }] : [],
    ),
    ...(planFile === undefined ? {} : { planFile }),
  }
  const left = (findings: AuditReport['findings']) =>
    findings.filter(({ fingerprint }) => !gone.has(fingerprint))
  return { outcome, left }
}

/** The line that repeats a repair without a question. */
const replayLine = (scope: AuditScope): string => {
  const names = (wanted: string) =>
    scope.kind === 'named'
      ? scope.targets.flatMap(({ kind, name }) => (kind === wanted ? [name] : []))
      : []
  return commandLine(['audit'], {
    account: scope.kind === 'account',
    tag:
      scope.kind === 'tag'
        ? Object.entries(scope.tags).map(([key, value]) => `${key}=${value}`)
        : undefined,
    bucket: names('bucket'),
    endpoint: names('endpoint'),
    role: names('role'),
    key: names('key'),
    vpc: names('vpc'),
    repository: names('repository'),
    fix: true,
  })
}
