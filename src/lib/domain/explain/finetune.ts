import type { Explanation } from './rows.ts'

/** Errors of the finetune commands. */
export const FINETUNE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-FT-001',
    title: 'A recipe file is wrong',
    means: 'It is no YAML, or has members that no recipe has, or values of the wrong kind.',
    fix: 'Correct the places named; each has file, line and column.',
  },
  {
    id: 'MLC-FT-002',
    title: 'The catalogue file does not fit',
    means:
      'The file of the setting "catalogue" is laid over the shipped catalogue of models; together they lack a fact or have a wrong one.',
    fix: 'Give the members as in mlctl finetune models --json; only what differs is needed.',
  },
  {
    id: 'MLC-FT-003',
    title: 'Unknown base model',
    means: 'No model of the catalogue has this key or id.',
    fix: 'Take a name from mlctl finetune models, or add the model in a catalogue file.',
  },
  {
    id: 'MLC-FT-004',
    title: 'No such customization job',
    means: 'Jobs belong to one account and one region, and are found by name or ARN.',
    fix: 'mlctl finetune list shows the jobs here; check --profile and --region.',
  },
  {
    id: 'MLC-FT-005',
    title: 'The job was stopped',
    means: 'Somebody stopped it. Tokens that were processed until then may be billed.',
    fix: 'Run the same line again: it starts a new attempt.',
  },
  {
    id: 'MLC-FT-006',
    title: 'Something is missing in the recipe',
    means: 'A customization needs a name, a base model and training data.',
    fix: 'Pass the flags that the message names, or put the members into the recipe.',
  },
  {
    id: 'MLC-FT-007',
    title: 'A check before the training failed',
    means:
      'The job would fail, or its model could not be used. Nothing was changed and nothing spent.',
    fix: 'Each failed check says what to do; then run the same line again.',
  },
  {
    id: 'MLC-FT-008',
    title: 'The training data breaks rules of the model',
    means: 'Bedrock would fail the job after validating the data. Nothing was changed or spent.',
    fix: 'mlctl dataset validate lists every finding with its line; --fix repairs what can be.',
  },
  {
    id: 'MLC-FT-009',
    title: 'The job is over already',
    means: 'A job that is Completed, Failed or Stopped cannot be stopped.',
    fix: 'Nothing to do; mlctl finetune status shows how it ended.',
  },
  {
    id: 'MLC-FT-010',
    title: 'The job has written no metrics yet',
    means:
      'Losses appear in the output folder as the training goes on; a job that never trained has none.',
    fix: 'Look again later, or see the job: mlctl finetune status.',
  },
  {
    id: 'MLC-FT-011',
    title: 'Unknown kind of chart file',
    means: 'The name of the file decides what is written.',
    fix: 'End the name in .csv, .svg, .html or .png.',
  },
  {
    id: 'MLC-FT-012',
    title: 'Too many attempts',
    means: 'Names of jobs can never be used again, and all numbers of this one are taken.',
    fix: 'Pass another --name.',
  },
  {
    id: 'MLC-FT-013',
    title: 'The role cannot be used',
    means: 'Its ARN belongs to another account, or it may not be looked at and is not given.',
    fix: 'Pass --role with the name or ARN of a role of this account.',
  },
  {
    id: 'MLC-FT-014',
    title: 'Nothing to resume',
    means: 'The journal has no run that was left unfinished in this account and region.',
    fix: 'mlctl finetune list shows the jobs; mlctl history what was done.',
  },
]
