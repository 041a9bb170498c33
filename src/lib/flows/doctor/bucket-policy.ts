import { type PolicyDocument, readPolicy } from '../../domain/core/policy-document.ts'
import { notApplicable, ok, unknown, type Verdict } from '../../domain/doctor/checks.ts'
import { type Decision, decide } from '../../domain/iam/evaluate.ts'
import type { Caller } from '../../ports/identity.ts'
import type { Look } from './look.ts'
import { principalOfCaller } from './principal.ts'

/** What is done with a bucket's content; who only reads is not asked about writing. */
const ACTIONS = ['s3:GetObject', 's3:ListBucket', 's3:PutObject']

/** Request keys whose values are known to the network or the job alone. */
const UNKNOWABLE =
  /^(aws:(source(ip|vpc|vpce|vpcarn)|vpcsourceip|principalorg(id|paths)|userid|principaltag\/.*|referer|useragent)|s3:x-amz-.*)$/

type Asked = { readonly who: string; readonly arn: string; readonly actions: readonly string[] }

/** A Deny in the bucket's own policy, which no right of the caller or the role outdoes. */
export const bucketPolicyVerdicts = async (
  look: Look,
  bucket: string,
): Promise<readonly Verdict[]> => {
  const uri = `s3://${bucket}`
  const found = await look.bucket(bucket)
  if (found === undefined) return [notApplicable(`${uri} is not there yet`)]
  const document = await look.bucketPolicy(bucket)
  if (document === null) return [ok(`${uri} has none`, uri)]
  const policy = readPolicy(document)
  if (policy === undefined) return [unknown(`the policy of ${uri} is not readable`, uri)]
  const caller = await look.caller()
  const verdicts = (await askedFor(look, caller)).flatMap((asked) =>
    judge({ policy, bucket, caller }, asked),
  )
  return verdicts.length === 0 ? [ok(`${uri}: nobody who works here is denied`, uri)] : verdicts
}

const askedFor = async (look: Look, caller: Caller): Promise<readonly Asked[]> => {
  const { actions } = look.need
  const own = ACTIONS.filter((action) => actions.length === 0 || actions.includes(action))
  const principal = await principalOfCaller(look)
  const arn = 'arn' in principal ? principal.arn : caller.arn
  const role = await look.role()
  return [
    { who: 'you', arn, actions: own },
    ...(role === undefined
      ? []
      : [{ who: `role ${role.roleName}`, arn: role.arn, actions: ACTIONS }]),
  ]
}

type Place = {
  readonly policy: PolicyDocument
  readonly bucket: string
  readonly caller: Caller
}

const judge = ({ policy, bucket, caller }: Place, { who, arn, actions }: Asked) => {
  const decisions = actions.map((action) => ({
    action,
    ...decide([{ name: `policy of s3://${bucket}`, policy }], {
      action,
      resource: `arn:${caller.partition}:s3:::${bucket}${action === 's3:ListBucket' ? '' : '/mlctl-check'}`,
      principal: { AWS: arn },
      context: {
        'aws:SecureTransport': 'true',
        'aws:PrincipalArn': arn,
        'aws:PrincipalAccount': caller.account,
        'aws:ResourceAccount': caller.account,
        'aws:PrincipalIsAWSService': 'false',
        's3:ResourceAccount': caller.account,
      },
      unknowable: (key) => UNKNOWABLE.test(key),
    }),
  }))
  const of = (decision: Decision['decision'], pattern = /./) =>
    decisions.filter((one) => one.decision === decision && pattern.test(one.why))
  const [denied, doubtful] = [of('explicitDeny'), of('unknown', /deny/)]
  const uri = `s3://${bucket}`
  return [
    ...(denied.length === 0 ? [] : [denial({ uri, who, arn, policy }, denied)]),
    ...(doubtful.length === 0
      ? []
      : [unknown(`${uri}: ${doubtful[0]?.why}: it asks for what only the request will show`, uri)]),
  ]
}

const denial = (
  of: { uri: string; who: string; arn: string; policy: PolicyDocument },
  denied: readonly { readonly action: string; readonly why: string }[],
): Verdict => ({
  status: 'fail',
  severity: 'high',
  subject: of.uri,
  detail: `${of.who} may not ${denied.map(({ action }) => action).join(', ')}: ${denied[0]?.why}`,
  evidence: { policy: of.policy },
  remedy: {
    text: `A Deny wins over every Allow. Let that statement except this principal, in its Condition: ${JSON.stringify({ ArnNotEquals: { 'aws:PrincipalArn': of.arn } })}`,
    command: `aws s3api get-bucket-policy --bucket ${of.uri.slice('s3://'.length)} --query Policy --output text`,
  },
})
