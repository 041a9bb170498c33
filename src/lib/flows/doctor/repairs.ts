import type { DoctorReport } from '../../domain/doctor/report.ts'
import { roleNameOf } from '../../domain/iam/names.ts'
import { ROLE_PURPOSES } from '../../domain/iam/roles/purposes.ts'
import type { Ports } from '../../ports/all.ts'
import type { ApplyOptions } from '../apply.ts'
import { roleLine, roleRequestOf, tightenLine } from './role-line.ts'
import type { Subjects } from './subjects.ts'

/** How a repair ended; the state afterwards is the report's to tell. */
export type RepairOutcome = {
  /** The line that does the same. */
  readonly command: string
  /** Ids of the checks that it is for. */
  readonly checks: readonly string[]
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly planFile?: string
}

/** A line of mlctl that a report names, and what carries it out. */
export type Repair = Pick<RepairOutcome, 'command' | 'checks'> & {
  readonly label: string
  readonly run: Run
}

/** How a plan is treated, and the tags of what is made. */
export type RepairOptions = ApplyOptions & { readonly tags: Readonly<Record<string, string>> }

type Run = (
  ports: Ports,
  options: RepairOptions,
) => Promise<Pick<RepairOutcome, 'status' | 'planFile'>>

/** Checks that see what a repair changes: the role, and who may do what with whose policies. */
export const REPAIRED_CHECKS: readonly string[] = ['D05', 'D20', 'D21', 'D23']

/** With settings that cannot be read in full, nobody knows which account is the expected one, or the budget. */
const BEFORE_CHANGES: readonly string[] = ['D13']

/** What of a report mlctl can put right, in the order of repair, each line once. */
export const repairsIn = (report: DoctorReport, subjects: Subjects): readonly Repair[] => {
  const wrong = report.checks.filter(({ status }) => status === 'fail' || status === 'warn')
  const isUnsure = wrong.some(({ id, status }) => status === 'fail' && BEFORE_CHANGES.includes(id))
  if (isUnsure || subjects.role === undefined) return []
  return linesFor(subjects, subjects.role).flatMap(({ command, does, run }) => {
    const checks = wrong.filter(({ remedy }) => remedy?.command === command).map(({ id }) => id)
    const label = `${does} (${[...new Set(checks)].join(', ')})`
    return checks.length === 0 ? [] : [{ command, checks: [...new Set(checks)], label, run }]
  })
}

type Line = Pick<Repair, 'command' | 'run'> & { readonly does: string }

/** Every line of mlctl that a report on these things can name as a remedy. */
const linesFor = (subjects: Subjects, role: string): readonly Line[] => {
  const roleName = roleNameOf(role)
  const ofPurpose = ROLE_PURPOSES.flatMap((purpose): readonly Line[] => {
    const request = roleRequestOf(subjects, purpose)
    return [
      {
        command: roleLine('setup', { subjects }, purpose),
        does: `Make role ${roleName}`,
        run: async (ports, options) =>
          (await import('../iam/setup.ts')).setupRole(
            ports,
            { ...request, tags: options.tags },
            options,
          ),
      },
      {
        command: roleLine('fix', { subjects }, purpose),
        does: `Repair role ${roleName}`,
        run: async (ports, options) =>
          (await import('../iam/fix.ts')).fixRole(ports, request, options),
      },
    ]
  })
  const tighten: Line = {
    command: tightenLine(roleName),
    does: `Limit who may use role ${roleName}`,
    run: (ports, options) => limitTrust(ports, roleName, options),
  }
  return [...ofPurpose, tighten]
}

const limitTrust = async (
  ports: Ports,
  roleName: string,
  options: ApplyOptions,
): ReturnType<Run> => {
  const { audit } = await import('../audit/audit.ts')
  const { fix } = await audit(ports, {
    scope: { kind: 'named', targets: [{ kind: 'role', name: roleName }] },
    limits: { jobs: 0 },
    requiredTags: [],
    requireKms: false,
    baseline: { update: false },
    fix: options,
  })
  return fix ?? { status: 'nothing-to-do' }
}
