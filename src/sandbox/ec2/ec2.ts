import type { Call, Input, Output, Service } from '../service.ts'
import { describeVpcEndpointServices } from './endpoint-services.ts'
import {
  createVpcEndpoint,
  deleteVpcEndpoints,
  describeVpcEndpoints,
  modifyVpcEndpoint,
} from './endpoints.ts'
import { refusal } from './errors.ts'
import {
  authorizeRules,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroupRules,
  describeSecurityGroups,
  revokeRules,
} from './groups.ts'
import {
  createNatGateway,
  describeAvailabilityZones,
  describeInstanceTypeOfferings,
  describeNatGateways,
  describeNetworkInterfaces,
} from './interfaces.ts'
import { describeRegions } from './regions.ts'
import {
  associateRouteTable,
  createRoute,
  createRouteTable,
  deleteRoute,
  deleteRouteTable,
  describeRouteTables,
  disassociateRouteTable,
} from './routes.ts'
import { createSubnet, deleteSubnet, describeSubnets, modifySubnetAttribute } from './subnets.ts'
import {
  createVpc,
  deleteVpc,
  describeVpcAttribute,
  describeVpcs,
  modifyVpcAttribute,
} from './vpcs.ts'

type Run = (call: Call, input: Input) => Output

const OPERATIONS: Readonly<Record<string, Run>> = {
  DescribeVpcs: describeVpcs,
  DescribeVpcAttribute: describeVpcAttribute,
  CreateVpc: createVpc,
  DeleteVpc: deleteVpc,
  ModifyVpcAttribute: modifyVpcAttribute,
  DescribeSubnets: describeSubnets,
  CreateSubnet: createSubnet,
  DeleteSubnet: deleteSubnet,
  ModifySubnetAttribute: modifySubnetAttribute,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  CreateSecurityGroup: createSecurityGroup,
  DeleteSecurityGroup: deleteSecurityGroup,
  AuthorizeSecurityGroupIngress: authorizeRules(false),
  AuthorizeSecurityGroupEgress: authorizeRules(true),
  RevokeSecurityGroupIngress: revokeRules(false),
  RevokeSecurityGroupEgress: revokeRules(true),
  DescribeRouteTables: describeRouteTables,
  CreateRouteTable: createRouteTable,
  DeleteRouteTable: deleteRouteTable,
  AssociateRouteTable: associateRouteTable,
  DisassociateRouteTable: disassociateRouteTable,
  CreateRoute: createRoute,
  DeleteRoute: deleteRoute,
  DescribeVpcEndpoints: describeVpcEndpoints,
  DescribeVpcEndpointServices: describeVpcEndpointServices,
  CreateVpcEndpoint: createVpcEndpoint,
  ModifyVpcEndpoint: modifyVpcEndpoint,
  DeleteVpcEndpoints: deleteVpcEndpoints,
  DescribeNatGateways: describeNatGateways,
  CreateNatGateway: createNatGateway,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeRegions: describeRegions,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
}

/** A dry run asks whether one may, and is answered by an error either way. */
const notDry =
  (run: Run): Run =>
  (call, input) => {
    if (input.DryRun === true) throw refusal.dryRun()
    return run(call, input)
  }

/** Amazon EC2, as far as the network of jobs and endpoints goes. */
export const ec2: Service = {
  name: 'ec2',
  operations: Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, run]) => [name, notDry(run)]),
  ),
}
