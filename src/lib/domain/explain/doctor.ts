import type { Explanation } from './rows.ts'

/** `mlctl doctor`; what it finds is in its report, not an error. */
export const DOCTOR_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-DOC-001',
    title: 'No command has this name',
    means: '--for takes the words of commands (finetune run) or of groups (finetune).',
    fix: 'See mlctl --help for the names.',
  },
]
