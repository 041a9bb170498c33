import { AccessError } from '../../src/lib/errors.ts'
import type {
  PolicyChecks,
  PolicyFinding,
  PolicyToValidate,
} from '../../src/lib/ports/policy-checks.ts'

export type FakePolicyChecks = PolicyChecks & { readonly asked: PolicyToValidate[] }

/** Access Analyzer that remembers what it was asked and finds what `judge` says, or may not be asked. */
export const fakePolicyChecks = (
  judge: ((ask: PolicyToValidate) => readonly PolicyFinding[]) | 'forbidden' = () => [],
): FakePolicyChecks => {
  const asked: PolicyToValidate[] = []
  return {
    asked,
    validate: async (ask) => {
      if (judge === 'forbidden') throw new AccessError('MLC-AWS-003', 'may not validate')
      asked.push(ask)
      return judge(ask)
    },
  }
}
