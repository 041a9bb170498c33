import { optionalText } from '../members.ts'
import { type Call, type Input, type Output, type Service, ServiceError } from '../service.ts'
import { managedPolicyOperations } from './managed-policies.ts'
import { policyVersionOperations } from './policy-versions.ts'
import { readIam } from './records.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'
import { simulatePrincipalPolicy } from './simulate.ts'

const getUser = (call: Call, input: Input): Output => {
  const name = optionalText(input, 'UserName') ?? call.caller.arn.split('/').at(-1) ?? ''
  const { users } = readIam(call.documents)
  const user = Object.hasOwn(users, name) ? users[name] : undefined
  if (user === undefined) {
    throw new ServiceError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404)
  }
  const { path: Path, name: UserName, id: UserId, arn: Arn, createdAt } = user
  return { User: { Path, UserName, UserId, Arn, CreateDate: new Date(createdAt) } }
}

/** IAM as a Service: roles, policies, the simulator. */
export const iam: Service = {
  name: 'iam',
  operations: {
    ...roleOperations,
    ...rolePolicyOperations,
    ...managedPolicyOperations,
    ...policyVersionOperations,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    GetUser: getUser,
  },
}
