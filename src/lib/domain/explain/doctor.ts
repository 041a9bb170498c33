import type { Explanation } from './rows.ts'

/** `mlctl doctor`; what it finds is in its report, not an error. */
export const DOCTOR_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-DOC-001',
    title: 'No command has this name',
    means: '--for takes the words of commands (finetune run) or of groups (finetune).',
    fix: 'See mlctl --help for the names.',
  },
  {
    id: 'MLC-DOC-002',
    title: 'One file cannot hold the plans of several repairs',
    means: 'doctor --fix found more than one repair, and --plan-out names one file.',
    fix: 'Save them one by one: each line of the hint with a --plan-out of its own.',
  },
]
