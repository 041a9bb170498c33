import type { CheckResult } from '../checkup/finding.ts'

/** The checks in the order in which faults are repaired: what stands later leans on what stands before. */
export const CHECKS = [
  { id: 'D11', title: 'Node.js', group: 'machine' },
  { id: 'D12', title: 'Disk', group: 'machine' },
  { id: 'D14', title: 'State folder', group: 'machine' },
  { id: 'D13', title: 'Configuration', group: 'machine' },
  { id: 'D09', title: 'Container engine', group: 'machine' },
  { id: 'D16', title: 'Certificates', group: 'connection' },
  { id: 'D15', title: 'Proxy', group: 'connection' },
  { id: 'D19', title: 'Endpoints', group: 'connection' },
  { id: 'D17', title: 'Credentials', group: 'connection' },
  { id: 'D18', title: 'Network', group: 'connection' },
  { id: 'D03', title: 'Clock', group: 'connection' },
  { id: 'D01', title: 'Identity', group: 'access' },
  { id: 'D02', title: 'Region', group: 'access' },
  { id: 'D04', title: 'Model access', group: 'access' },
  { id: 'D06', title: 'Your rights', group: 'access' },
  { id: 'D07', title: 'Bucket region', group: 'storage' },
  { id: 'D08', title: 'Bucket owner', group: 'storage' },
  { id: 'D21', title: 'Bucket policy', group: 'storage' },
  { id: 'D22', title: 'Key', group: 'storage' },
  { id: 'D23', title: 'Key policy', group: 'storage' },
  { id: 'D05', title: 'Role', group: 'role' },
  { id: 'D20', title: 'Rights of the role', group: 'role' },
  { id: 'D24', title: 'Subnets', group: 'network' },
  { id: 'D25', title: 'Way to S3', group: 'network' },
  { id: 'D26', title: 'Security groups', group: 'network' },
  { id: 'D27', title: 'DNS of the VPC', group: 'network' },
  { id: 'D28', title: 'Interface endpoints', group: 'network' },
  { id: 'D10', title: 'Quotas', group: 'quotas' },
  { id: 'D29', title: 'Image registry', group: 'quotas' },
] as const satisfies readonly { id: string; title: string; group: string }[]

export type CheckId = (typeof CHECKS)[number]['id']

/** What a check says, before its title is put to it; `id` where the fault is another check's to tell. */
export type Verdict = Omit<CheckResult, 'id' | 'title'> & { readonly id?: CheckId }

export const checkOf = (id: CheckId): (typeof CHECKS)[number] => {
  const found = CHECKS.find((check) => check.id === id)
  if (found === undefined) throw new Error(`no check ${id}`)
  return found
}

export const ok = (detail: string, subject?: string): Verdict => ({
  status: 'ok',
  detail,
  ...(subject === undefined ? {} : { subject }),
})

export const unknown = (detail: string, subject?: string): Verdict => ({
  status: 'unknown',
  detail,
  ...(subject === undefined ? {} : { subject }),
})

export const notApplicable = (detail: string): Verdict => ({ status: 'not-applicable', detail })
