import type { Service } from '../service.ts'
import { accountOperations } from './account-report.ts'
import { managedPolicyOperations } from './managed-policies.ts'
import { policyVersionOperations } from './policy-versions.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'
import { simulateCustomPolicy, simulatePrincipalPolicy } from './simulate.ts'
import { userCredentialOperations } from './user-credentials.ts'
import { userPolicyOperations } from './user-policies.ts'
import { userOperations } from './users.ts'

/** IAM as a Service: roles, users and their credentials, policies, the simulator, reports. */
export const iam: Service = {
  name: 'iam',
  operations: {
    ...roleOperations,
    ...rolePolicyOperations,
    ...managedPolicyOperations,
    ...policyVersionOperations,
    ...userOperations,
    ...userPolicyOperations,
    ...userCredentialOperations,
    ...accountOperations,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    SimulateCustomPolicy: simulateCustomPolicy,
  },
}
