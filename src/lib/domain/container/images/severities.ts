/** From bad to harmless (ECR API model, FindingSeverity). */
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational', 'undefined'] as const

export type Severity = (typeof SEVERITIES)[number]

/** The severities that a gate may name. */
export const GATE_SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const

const rank = (severity: string): number => {
  const at = SEVERITIES.indexOf(severity.toLowerCase() as Severity)
  return at === -1 ? SEVERITIES.length : at
}

/** Whether a finding is at least as bad as the gate. One that nobody has judged yet is not. */
export const isAtLeast = (severity: string, gate: Severity): boolean => rank(severity) <= rank(gate)

/** Worst first. */
export const bySeverity = (
  a: { readonly severity: string; readonly id: string },
  b: { readonly severity: string; readonly id: string },
): number => rank(a.severity) - rank(b.severity) || (a.id < b.id ? -1 : 1)
