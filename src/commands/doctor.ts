import { doctorLines } from '../lib/domain/doctor/lines.ts'
import { defineCommand } from './define.ts'
import { DOCTOR_ACTIONS, DOCTOR_FLAGS } from './doctor-flags.ts'

export const doctorCommand = defineCommand({
  path: ['doctor'],
  summary: 'Can I work? This machine, the way to AWS, rights, buckets, keys, role and network',
  about:
    'Looks, changes nothing, asks nobody, and tells everything that is wrong in the order to repair it, with the line or the policy statement that does. --for checks only what those commands need, and your rights for them. What may not be asked or does not answer is "could not be told", which is neither good nor bad. Exits 8 when something fails.',
  flags: DOCTOR_FLAGS,
  changes: 'nothing',
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
  ],
  async run(ports, { flags, commands }) {
    const { doctor } = await import('../lib/flows/doctor/doctor.ts')
    const { for: names = [], failOn, ...subjects } = flags
    const split = names.flatMap((text) => text.split(',')).filter((name) => name.trim() !== '')
    return doctor(ports, commands, { for: split, subjects, failOn })
  },
  render: (report, view) => doctorLines(report, view).join('\n'),
  exitCode: ({ failed }) => (failed ? 8 : 0),
})
