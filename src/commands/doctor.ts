import { doctorResultLines } from '../lib/domain/doctor/lines.ts'
import type { DoctorResult, RepairRequest } from '../lib/flows/doctor/repair.ts'
import { applyOptionsOf } from './consent-flags.ts'
import { type CommandInput, defineCommand } from './define.ts'
import { DOCTOR_ACTIONS, DOCTOR_FLAGS } from './doctor-flags.ts'

export const doctorCommand = defineCommand({
  path: ['doctor'],
  summary: 'Can I work? This machine, the way to AWS, rights, buckets, keys, role and network',
  about:
    'Looks and tells everything that is wrong in the order to repair it, with the line or the policy statement that does. On a terminal it then offers the repairs that mlctl can do; --fix does them in a script. Each shows its plan, asks, and what it is for is looked at again; nothing is changed otherwise. --for checks only what those commands need, and your rights for them. What may not be asked or does not answer is "could not be told", which is neither good nor bad. Exits 8 when something fails in the end.',
  flags: DOCTOR_FLAGS,
  changes: 'aws',
  plans: true,
  diagnoses: true,
  items: 'checks',
  iamActions: DOCTOR_ACTIONS,
  examples: [
    { run: 'mlctl doctor', why: 'on a new machine, before anything else' },
    {
      run: 'mlctl doctor --for "finetune run" --base-model nova-micro --role ft-role --bucket acme-ml',
      why: 'before a training is paid',
    },
    {
      run: 'mlctl doctor --for rollout --fail-on warn --json --fields id,status,detail',
      why: 'as a gate in CI',
    },
    {
      run: 'mlctl doctor --for "finetune run" --role ft-role --bucket acme-ml --fix',
      why: 'repair what mlctl can, after a plan and a yes',
    },
  ],
  async run(ports, input): Promise<DoctorResult> {
    const request = requestOf(input)
    if (input.flags.fix === true) {
      const { doctorFix } = await import('../lib/flows/doctor/repair.ts')
      return doctorFix(ports, input.commands, request)
    }
    const { doctor } = await import('../lib/flows/doctor/doctor.ts')
    return doctor(ports, input.commands, request)
  },
  render: (result, view) => doctorResultLines(result, view).join('\n'),
  async offer(ports, report, input) {
    if (input.flags.fix === true) return undefined
    const { offerRepair } = await import('../lib/flows/doctor/repair.ts')
    return offerRepair(ports, input.commands, { ...requestOf(input), report })
  },
  exitCode: ({ failed }) => (failed ? 8 : 0),
})

const requestOf = ({ flags, globals }: CommandInput<typeof DOCTOR_FLAGS>): RepairRequest => {
  const { for: names = [], failOn, fix: _, confirm, ...subjects } = flags
  const split = names.flatMap((text) => text.split(',')).filter((name) => name.trim() !== '')
  return {
    for: split,
    subjects,
    failOn,
    apply: { ...applyOptionsOf(globals, { confirm }), tags: globals.tags },
  }
}
