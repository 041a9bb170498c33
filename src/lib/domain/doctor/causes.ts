import type { CheckId } from './checks.ts'

/**
 * Which check a failed call speaks of, by the id of the typed error: a call for one thing fails for want of
 * another, and each fault is told once, by its own check.
 */
const CAUSES: Readonly<Record<string, CheckId>> = {
  'MLC-AWS-001': 'D17',
  'MLC-AWS-004': 'D17',
  'MLC-AWS-005': 'D17',
  'MLC-AWS-006': 'D17',
  'MLC-AWS-007': 'D17',
  'MLC-AWS-008': 'D17',
  'MLC-AWS-009': 'D02',
  'MLC-AWS-010': 'D03',
  'MLC-AWS-011': 'D02',
  'MLC-AWS-012': 'D18',
  'MLC-AWS-013': 'D18',
  'MLC-AWS-015': 'D16',
  'MLC-AWS-016': 'D15',
  'MLC-AWS-017': 'D19',
  'MLC-AWS-018': 'D16',
  'MLC-AWS-019': 'D13',
  'MLC-AWS-035': 'D15',
}

/** Undefined: the error is about the thing that was asked for. */
export const causeOf = (errorId: string): CheckId | undefined => CAUSES[errorId]
