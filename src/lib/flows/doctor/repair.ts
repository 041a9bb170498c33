import type { CommandFacts } from '../../domain/doctor/need.ts'
import type { DoctorReport } from '../../domain/doctor/report.ts'
import { DeclinedError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type DoctorRequest, doctor, doctorSubjects } from './doctor.ts'
import {
  REPAIRED_CHECKS,
  type Repair,
  type RepairOptions,
  type RepairOutcome,
  repairsIn,
} from './repairs.ts'

/** A report with what was repaired on the way. */
export type DoctorResult = DoctorReport & {
  readonly repairs?: readonly RepairOutcome[]
  /** The checks that were carried out anew; absent where all were. */
  readonly lookedAgain?: readonly string[]
}

export type RepairRequest = DoctorRequest & { readonly apply: RepairOptions }

/**
 * Looks, puts right what mlctl can by the flows of the commands that the findings name, with their plans and
 * questions, and looks again at what they were for.
 * @throws UsageError MLC-DOC-002 when several plans would go into one file; DeclinedError on a No.
 */
export const doctorFix = async (
  ports: Ports,
  commands: readonly CommandFacts[],
  request: RepairRequest,
): Promise<DoctorResult> => {
  const { subjects } = doctorSubjects(ports, commands, request)
  let report = await doctor(ports, commands, request)
  const repairs: RepairOutcome[] = []
  refuseSharedFile(repairsIn(report, subjects), request.apply)
  for (;;) {
    // A repair that did not help is not tried twice.
    const next = repairsIn(report, subjects).find(
      ({ command }) => !repairs.some((done) => done.command === command),
    )
    if (next === undefined) return { ...report, repairs }
    sayWhy(ports, report, next)
    repairs.push(await carriedOut(ports, next, request.apply))
    if (repairs.at(-1)?.status === 'applied') {
      report = await doctor(ports, commands, request, { report, ids: REPAIRED_CHECKS })
    }
  }
}

/**
 * Offers what can be repaired of a report that was shown, one at a time; nothing is the default. Answers the
 * state afterwards; undefined when nothing was wanted, or can be done.
 */
export const offerRepair = async (
  ports: Ports,
  commands: readonly CommandFacts[],
  { report, ...request }: RepairRequest & { readonly report: DoctorResult },
): Promise<DoctorResult | undefined> => {
  const { subjects } = doctorSubjects(ports, commands, request)
  const repairs = repairsIn(report, subjects)
  if (repairs.length === 0) return undefined
  const chosen = await ports.io.ask<Repair | undefined>({
    kind: 'choice',
    flag: '--fix',
    message: 'Repair it now? A plan is shown first.',
    initial: undefined,
    choices: [
      { value: undefined, label: 'Nothing now' },
      ...repairs.map((repair) => ({
        value: repair,
        label: repair.label,
        description: repair.command,
      })),
    ],
  })
  if (chosen === undefined) return undefined
  const outcome = await carriedOut(ports, chosen, request.apply).catch((error: unknown) => {
    if (!(error instanceof DeclinedError)) throw error
    ports.io.note(error.message)
    return undefined
  })
  if (outcome?.status !== 'applied') return undefined
  const after = await doctor(ports, commands, request, { report, ids: REPAIRED_CHECKS })
  return { ...after, lookedAgain: REPAIRED_CHECKS }
}

const carriedOut = async (
  ports: Ports,
  { command, checks, run }: Repair,
  options: RepairOptions,
): Promise<RepairOutcome> => {
  const { status, planFile } = await run(ports, options)
  return { command, checks, status, ...(planFile === undefined ? {} : { planFile }) }
}

const sayWhy = ({ io }: Ports, report: DoctorReport, { command, checks }: Repair): void => {
  for (const { id, title, detail, remedy } of report.checks) {
    if (checks.includes(id) && remedy?.command === command) io.note(`${id} ${title}: ${detail}`)
  }
}

const refuseSharedFile = (repairs: readonly Repair[], { planOut }: RepairOptions): void => {
  if (planOut === undefined || repairs.length < 2) return
  throw new UsageError('MLC-DOC-002', 'These repairs have a plan each, and one file holds one.', {
    hint: `Save them one by one: ${repairs.map(({ command }) => `${command} --plan-out FILE`).join('; ')}`,
    details: { commands: repairs.map(({ command }) => command) },
  })
}
