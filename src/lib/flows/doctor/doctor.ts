import type { Catalogue } from '../../domain/catalogue/model.ts'
import { readCatalogue } from '../../domain/catalogue/read.ts'
import { nearest } from '../../domain/core/nearest.ts'
import type { CheckId } from '../../domain/doctor/checks.ts'
import type { CommandFacts, Need } from '../../domain/doctor/need.ts'
import { commandsNamed, needOf } from '../../domain/doctor/need.ts'
import { type DoctorReport, reportOf, type Told } from '../../domain/doctor/report.ts'
import { MlctlError, UsageError } from '../../errors.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { accessChecks } from './access-checks.ts'
import { connectionChecks } from './connection-checks.ts'
import { type DoctorPorts, lookOf } from './look.ts'
import { machineChecks } from './machine-checks.ts'
import { networkChecks } from './network-checks.ts'
import { quotaChecks } from './quota-checks.ts'
import { roleChecks } from './role-checks.ts'
import { runChecks } from './run-checks.ts'
import { storageChecks } from './storage-checks.ts'
import { buildsInCloud, type SubjectFlags, type Subjects, subjectsOf } from './subjects.ts'

export type DoctorRequest = {
  /** Groups or commands; empty: work in general. */
  readonly for: readonly string[]
  readonly subjects: SubjectFlags
  readonly failOn: 'warn' | 'fail'
}

/** An earlier report, and the checks that are to be carried out anew. */
export type Again = { readonly report: DoctorReport; readonly ids: readonly string[] }

/**
 * Looks at all that the work needs, changes nothing, and ends with a report whatever is broken. With `again`
 * only some checks are carried out, and what the earlier report says of the others stays.
 * @throws UsageError MLC-DOC-001 for a name that no command begins with.
 */
export const doctor = async (
  ports: DoctorPorts,
  commands: readonly CommandFacts[],
  request: DoctorRequest,
  again?: Again,
): Promise<DoctorReport> => {
  const { need, subjects } = doctorSubjects(ports, commands, request)
  const { models, faults } = await modelsOf(ports)
  const look = lookOf(ports, { need, subjects, models })
  // Which of the two it is must be known before anything is sent; what is wrong with it is told by the checks.
  const target = need.callsAws
    ? await look.target().then(
        ({ name }) => name,
        () => 'aws' as const,
      )
    : undefined
  const idle = target === undefined ? 'the command works without AWS' : undefined
  const unsent = target === 'sandbox' ? 'the sandbox is in this process' : idle
  const checks = [
    ...machineChecks(look),
    ...connectionChecks(look, unsent),
    ...[
      ...accessChecks(look, unsent === undefined),
      ...storageChecks(look),
      ...networkChecks(look),
      ...roleChecks(look),
      ...quotaChecks(look),
    ].map((check) => (idle === undefined ? check : { ...check, idle })),
  ]
  const wanted = checks.filter(({ id }) => again?.ids.includes(id) ?? true)
  const told = await runChecks(ports.machine, wanted)
  const before = again === undefined ? faults : toldBefore(again)
  return reportOf([...before, ...told], {
    for: need.commands,
    target: target ?? 'none',
    failOn: request.failOn,
  })
}

/** What the commands need, and the things that they would work with. */
export const doctorSubjects = (
  { settings }: Pick<DoctorPorts, 'settings'>,
  commands: readonly CommandFacts[],
  request: DoctorRequest,
): { readonly need: Need; readonly subjects: Subjects } => {
  const need = needOf(commandsFor(commands, request.for), buildsInCloud(settings, request.subjects))
  return { need, subjects: subjectsOf(settings, need, request.subjects) }
}

const toldBefore = ({ report, ids }: Again): readonly Told[] =>
  report.checks.flatMap(({ id, title: _, group: __, ...verdict }) =>
    ids.includes(id) ? [] : [{ id: id as CheckId, verdict }],
  )

const commandsFor = (
  commands: readonly CommandFacts[],
  names: readonly string[],
): readonly CommandFacts[] =>
  names.flatMap((name) => {
    const found = commandsNamed(commands, name)
    if (found.length > 0) return found
    const known = commands.map(({ path }) => path.join(' '))
    const near = nearest(name, known)
    throw new UsageError('MLC-DOC-001', `There is no command "${name}".`, {
      hint:
        near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'mlctl --help lists all commands.',
      details: { near },
    })
  })

/** The shipped facts where the user's own file cannot be read, which the configuration's check tells. */
const modelsOf = async (
  ports: DoctorPorts,
): Promise<{ readonly models: Catalogue; readonly faults: readonly Told[] }> => {
  try {
    return { models: await loadCatalogue(ports), faults: [] }
  } catch (error) {
    const shipped = readCatalogue(undefined)
    if (!(error instanceof MlctlError) || !shipped.ok) throw error
    const detail = error.why === undefined ? error.message : `${error.message} ${error.why}`
    const verdict = {
      status: 'fail' as const,
      severity: 'high' as const,
      detail,
      ...(error.hint === undefined ? {} : { remedy: { text: error.hint } }),
    }
    return { models: shipped.catalogue, faults: [{ id: 'D13', verdict }] }
  }
}
