import { formatDuration } from '../../lib/domain/core/duration.ts'
import { answersOf } from '../../lib/domain/wizard/flags.ts'
import { UsageError } from '../../lib/errors.ts'
import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { WIZARD_ACTIONS, WIZARD_FLAGS } from './wizard-flags.ts'

export const finetuneWizard = defineCommand({
  path: ['finetune', 'wizard'],
  summary: 'Asks its way from a data file to a customized model that answers',
  about:
    'Every answer is a flag as well, and is kept: after Ctrl-C or a crash the wizard continues at the same question. It ends with the recipe and the command that repeat everything.',
  flags: { ...WIZARD_FLAGS, ...CONSENT_FLAGS },
  changes: 'aws',
  plans: true,
  iamActions: WIZARD_ACTIONS,
  examples: [
    { run: 'mlctl finetune wizard', why: 'asks everything' },
    { run: 'mlctl finetune wizard --sandbox', why: 'the same without an AWS account' },
    { run: 'mlctl finetune wizard --resume', why: 'continues where you left' },
    {
      run: 'mlctl finetune wizard --base-model nova-micro --train fraud.csv --completion-column label --name fraud --yes --wait',
      why: 'in a script: what has a safe default need not be given',
    },
  ],
  async run(ports, { flags, globals }) {
    const { wizard } = await import('../../lib/flows/wizard/wizard.ts')
    const { resume, restart, use, ci, pollInterval, ...given } = flags
    if (resume === true && restart === true) {
      throw new UsageError('MLC-WIZ-007', '--resume and --restart exclude each other.')
    }
    return wizard(ports, {
      given: answersOf(given),
      mode: resume === true ? 'resume' : restart === true ? 'restart' : undefined,
      use,
      ci,
      tags: globals.tags,
      wait: globals.wait,
      timeoutMs: globals.timeoutMs,
      everyMs: pollInterval,
      apply: applyOptionsOf(globals, flags),
    })
  },
  render: ({ status, jobName, recipe, job, served, closing }, { style }) => {
    const lines = [
      status === 'planned' ? `Planned: ${jobName}; nothing was changed.` : style.bold(jobName),
      ...(job === undefined
        ? []
        : [`  ${job.status} after ${formatDuration(job.elapsedSeconds * 1_000)}`]),
      ...(served === undefined ? [] : [`  Answers as ${served.name}`]),
      ...(recipe === undefined ? [] : [`  Recipe: ${recipe}`]),
      ...(closing === undefined ? [] : [`  Repeat: ${closing.command}`]),
      ...(status === 'started' ? [`  Follow it: mlctl finetune watch ${jobName}`] : []),
    ]
    return lines.join('\n')
  },
})
