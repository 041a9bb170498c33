import type { EvaluationResult } from '@aws-sdk/client-iam'
import { canonicalJson } from '../domain/core/digest.ts'
import type { SimulationAnswer, SimulationAsk } from '../ports/roles.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/**
 * One SimulatePrincipalPolicy per resource and context: the API tries every action on every resource,
 * which is more than was asked. Answers come in the order of the questions.
 */
export const simulate = async (
  aws: AwsSession,
  principalArn: string,
  asks: readonly SimulationAsk[],
): Promise<readonly SimulationAnswer[]> => {
  const groups = new Map<string, SimulationAsk[]>()
  for (const ask of asks) {
    const key = canonicalJson([ask.resource, ask.context ?? {}])
    groups.set(key, [...(groups.get(key) ?? []), ask])
  }
  const answers = new Map<SimulationAsk, SimulationAnswer>()
  for (const group of groups.values()) {
    const results = await evaluate(aws, principalArn, group)
    for (const ask of group) answers.set(ask, answer(ask, results))
  }
  return asks.flatMap((ask) => answers.get(ask) ?? [])
}

const evaluate = (
  aws: AwsSession,
  principalArn: string,
  group: readonly SimulationAsk[],
): Promise<readonly EvaluationResult[]> => {
  const context = Object.entries(group[0]?.context ?? {})
  return allPages((Marker) =>
    aws.iam(
      { operation: 'SimulatePrincipalPolicy', subject: `principal ${principalArn}` },
      async (client, sdk) => {
        const page = await client.send(
          new sdk.SimulatePrincipalPolicyCommand({
            PolicySourceArn: principalArn,
            ActionNames: [...new Set(group.map(({ action }) => action))],
            ResourceArns: group.slice(0, 1).map(({ resource }) => resource),
            ContextEntries: context.map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyValues: [value],
              ContextKeyType: 'string',
            })),
            ...present({ Marker }),
          }),
        )
        const next = page.IsTruncated ? page.Marker : undefined
        return { items: page.EvaluationResults ?? [], next }
      },
    ),
  )
}

const answer = (ask: SimulationAsk, results: readonly EvaluationResult[]): SimulationAnswer => {
  const wanted = ask.action.toLowerCase()
  const found = results.find(({ EvalActionName }) => EvalActionName?.toLowerCase() === wanted)
  const matched = (found?.MatchedStatements ?? []).flatMap(
    ({ SourcePolicyId }) => SourcePolicyId ?? [],
  )
  return {
    ...ask,
    // No answer allows nothing.
    decision: found?.EvalDecision ?? 'implicitDeny',
    missingContextKeys: found?.MissingContextValues ?? [],
    ...present({
      allowedByOrganization: found?.OrganizationsDecisionDetail?.AllowedByOrganizations,
      allowedByBoundary: found?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
      matchedPolicies: matched.length === 0 ? undefined : matched,
    }),
  }
}
