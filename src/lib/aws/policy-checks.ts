import type {
  PathElement,
  ValidatePolicyFinding,
  ValidatePolicyResourceType,
} from '@aws-sdk/client-accessanalyzer'
import type { PolicyChecks, PolicyFinding } from '../ports/policy-checks.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

export const policyChecksOf = (aws: AwsSession): PolicyChecks => ({
  validate: async ({ document, type, resourceType }) => {
    const findings = await allPages((nextToken) =>
      aws.accessAnalyzer(
        { operation: 'ValidatePolicy', subject: 'a policy document' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ValidatePolicyCommand({
              policyDocument: JSON.stringify(document),
              policyType: type,
              ...present({
                nextToken,
                // Judged by the service: its list of types grows.
                validatePolicyResourceType: resourceType as ValidatePolicyResourceType | undefined,
              }),
            }),
          )
          return { items: page.findings ?? [], next: page.nextToken }
        },
      ),
    )
    return findings.map(finding)
  },
})

const finding = (found: ValidatePolicyFinding): PolicyFinding => ({
  type: found.findingType ?? 'WARNING',
  issueCode: found.issueCode ?? '',
  details: found.findingDetails ?? '',
  ...present({
    link: found.learnMoreLink,
    path: pathOf(found.locations?.[0]?.path),
  }),
})

/** `Statement/0/Action/1`; a place that is the whole document has no path. */
const pathOf = (elements: readonly PathElement[] | undefined): string | undefined => {
  const steps = (elements ?? []).flatMap(
    (element) => element.value ?? element.key ?? element.index ?? [],
  )
  return steps.length === 0 ? undefined : steps.join('/')
}
