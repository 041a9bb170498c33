import type { Explanation } from './rows.ts'

/** The wizard and the demo. */
export const WIZARD_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-WIZ-001',
    title: 'The wizard was left before anything was changed',
    means: 'Ctrl-C, or "Leave" in the table of answers. The answers given so far are kept.',
    fix: 'Continue at the same question: mlctl finetune wizard --resume. Forget them: --restart.',
  },
  {
    id: 'MLC-WIZ-002',
    title: 'The wizard was left while the training runs',
    means: 'Ctrl-C stops the waiting, never the job: it goes on, and is paid, at AWS.',
    fix: 'Continue at the watch: mlctl finetune wizard --resume. Stop the job: mlctl finetune stop JOB.',
  },
  {
    id: 'MLC-WIZ-003',
    title: 'An answer given by flag does not fit',
    means:
      'The value breaks a rule or names something that is not there, and nobody could be asked for another.',
    fix: 'Correct the flag that the message names; nothing was changed.',
  },
  {
    id: 'MLC-WIZ-004',
    title: 'Flags are missing',
    means:
      'Without a terminal (or with CI, --json or --no-input) the wizard asks nothing. All flags that have no safe default are named at once.',
    fix: 'Pass them, or replay a recipe: mlctl finetune run -f finetune.yaml.',
  },
  {
    id: 'MLC-WIZ-005',
    title: 'The data breaks rules of the model',
    means: 'The records were checked before anything was sent; the first findings are shown.',
    fix: 'See all of them with mlctl dataset validate; mend what can be mended with its --fix.',
  },
  {
    id: 'MLC-WIZ-006',
    title: 'There is nothing to resume',
    means:
      'Answers are kept beside the journal: in .mlctl beside mlctl.yaml, else in the state folder of the user. None are there.',
    fix: 'Start with mlctl finetune wizard, or run it in the folder where it was left.',
  },
  {
    id: 'MLC-WIZ-007',
    title: 'Two flags exclude each other',
    means: '--resume takes up the saved answers, --restart forgets them.',
    fix: 'Pass one of them.',
  },
  {
    id: 'MLC-DEMO-001',
    title: 'The demo came upon a question',
    means: 'The demo runs without questions; one came up, which is a fault of mlctl.',
    fix: 'Please report it with the output of mlctl demo --json.',
  },
  {
    id: 'MLC-DEMO-002',
    title: 'The demo was stopped',
    means: 'Ctrl-C while the demo ran. Its sandbox was its own; nothing else was touched.',
    fix: 'Run mlctl demo again: it begins anew.',
  },
]
