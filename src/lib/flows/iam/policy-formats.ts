import { stringify } from 'yaml'
import { cloudFormationOf } from '../../domain/iam/formats/cloudformation.ts'
import type { PolicyBundle } from '../../domain/iam/formats/documents.ts'
import { terraformOf } from '../../domain/iam/formats/terraform.ts'

/** Forms in which policies are printed beside text. */
export type PolicyFormat = 'json' | 'terraform' | 'cloudformation'

/** The bundle as a file to be saved, without a newline at its end. */
export const formatPolicies = (bundle: PolicyBundle, format: PolicyFormat): string => {
  switch (format) {
    case 'terraform':
      return terraformOf(bundle).trimEnd()
    case 'cloudformation':
      // YAML 1.1, which CloudFormation reads, takes a bare 2012-10-17 for a date: there it is quoted.
      return stringify(cloudFormationOf(bundle), { version: '1.1', lineWidth: 0 }).trimEnd()
    case 'json':
      return JSON.stringify(documentsOf(bundle), null, 2)
  }
}

/** One policy is the document itself, so that IAM takes it; several are named. */
const documentsOf = ({ policies, role }: PolicyBundle): unknown => {
  const [only] = policies
  if (role !== undefined) return { trust: role.trust, permissions: only?.document }
  return policies.length === 1
    ? only?.document
    : Object.fromEntries(policies.map(({ name, document }) => [name, document]))
}
