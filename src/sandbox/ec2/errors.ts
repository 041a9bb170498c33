import { ServiceError } from '../service.ts'

/** How EC2 says that an id leads nowhere: code, and the words before and after the id. */
const NOT_FOUND = {
  vpc: ['InvalidVpcID.NotFound', 'The vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'The subnet ID'],
  sg: ['InvalidGroup.NotFound', 'The security group'],
  rtb: ['InvalidRouteTableID.NotFound', 'The routeTable ID'],
  rtbassoc: ['InvalidAssociationID.NotFound', 'The association ID'],
  vpce: ['InvalidVpcEndpointId.NotFound', 'The Vpc Endpoint Id'],
  nat: ['NatGatewayNotFound', 'The NatGateway'],
  sgr: ['InvalidSecurityGroupRuleId.NotFound', 'The security group rule ID'],
  eni: ['InvalidNetworkInterfaceID.NotFound', 'The networkInterface ID'],
} as const

export type IdKind = keyof typeof NOT_FOUND

/**
 * EC2's refusals. Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html;
 * texts as users report them.
 */
export const refusal = {
  notFound: (kind: IdKind, id: string) => {
    const [code, words] = NOT_FOUND[kind]
    return new ServiceError(code, `${words} '${id}' does not exist`)
  },
  value: (parameter: string, value: string, why: string) =>
    new ServiceError(
      'InvalidParameterValue',
      `Value (${value}) for parameter ${parameter} is invalid. ${why}`,
    ),
  missing: (parameter: string) =>
    new ServiceError('MissingParameter', `The request must contain the parameter ${parameter}`),
  filter: (name: string) =>
    new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`),
  token: (token: string) => new ServiceError('InvalidNextToken', `The token '${token}' is invalid`),
  parameter: (text: string) => new ServiceError('InvalidParameter', text),
  depends: (text: string) => new ServiceError('DependencyViolation', text),
  dryRun: () =>
    new ServiceError(
      'DryRunOperation',
      'Request would have succeeded, but DryRun flag is set.',
      412,
    ),
}
