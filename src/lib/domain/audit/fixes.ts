import type { DraftStep } from '../core/plan.ts'
import type { AuditFinding } from './report.ts'

type Owner = { readonly partition: string; readonly account: string }
type Fix = (finding: AuditFinding, owner: Owner) => Omit<DraftStep, 'id' | 'danger' | 'cost'>

const onBucket =
  (operation: string, words: (bucket: string) => string, undo: (bucket: string) => string): Fix =>
  ({ name: bucket }) => ({
    operation,
    input: { bucket },
    summary: words(bucket),
    undo: undo(bucket),
  })

/** The faults that can be put right without knowing more, by rule. */
const FIXES: Readonly<Record<string, Fix>> = {
  'A01.default-encryption': onBucket(
    's3.PutBucketEncryption',
    (bucket) => `encrypt new objects of s3://${bucket} by default`,
    (bucket) => `aws s3api delete-bucket-encryption --bucket ${bucket}`,
  ),
  'A02.public-access-block': onBucket(
    's3.PutPublicAccessBlock',
    (bucket) =>
      `block public access to s3://${bucket}; who reads it without signing fails from then on`,
    (bucket) => `aws s3api delete-public-access-block --bucket ${bucket}`,
  ),
  'A04.tls-only': ({ name: bucket }, { partition }) => ({
    operation: 's3.PutBucketPolicy',
    input: { bucket, partition, adds: 'tls-only' },
    summary: `deny plain HTTP in the policy of s3://${bucket}; its other statements stay`,
    undo: 'take the statement DenyWithoutTls out of the bucket policy',
  }),
  'A05.versioning': onBucket(
    's3.PutBucketVersioning',
    (bucket) => `enable versioning of s3://${bucket}; old versions cost storage`,
    (bucket) =>
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Suspended`,
  ),
  'A06.ownership': onBucket(
    's3.PutBucketOwnershipControls',
    (bucket) => `make ACLs of s3://${bucket} ineffective (BucketOwnerEnforced)`,
    (bucket) => `aws s3api delete-bucket-ownership-controls --bucket ${bucket}`,
  ),
  'A07.key-rotation': ({ subject: keyArn }) => ({
    operation: 'kms.EnableKeyRotation',
    input: { keyArn },
    summary: `rotate key ${keyArn} every year`,
    undo: `aws kms disable-key-rotation --key-id ${keyArn}`,
  }),
  'A19.immutable-tags': ({ name }) => ({
    operation: 'ecr.PutImageTagMutability',
    input: { name },
    summary: `make the tags of ${name} immutable; pushes to a tag that exists fail from then on`,
    undo: `aws ecr put-image-tag-mutability --repository-name ${name} --image-tag-mutability MUTABLE`,
  }),
  'A19.scan-on-push': ({ name }) => ({
    operation: 'ecr.PutImageScanningConfiguration',
    input: { name },
    summary: `scan images of ${name} when they are pushed`,
    undo: `aws ecr put-image-scanning-configuration --repository-name ${name} --image-scanning-configuration scanOnPush=false`,
  }),
  'A22.confused-deputy': ({ name: roleName }, { account }) => ({
    operation: 'iam.bind-trust',
    input: { roleName, account },
    summary: `let services use role ${roleName} for jobs of account ${account} alone`,
    undo: `take aws:SourceAccount out of the trust policy of ${roleName} again`,
  }),
}

/** Ids of the rules that `--fix` repairs. */
export const FIXABLE: readonly string[] = Object.keys(FIXES)

/** What can be repaired of these findings; accepted ones are left alone. */
export const fixable = (findings: readonly AuditFinding[]): readonly AuditFinding[] =>
  findings.filter(({ accepted, remedy }) => accepted === undefined && remedy?.isFixable === true)

/** The steps that repair them. */
export const fixSteps = (findings: readonly AuditFinding[], owner: Owner): readonly DraftStep[] =>
  fixable(findings).flatMap((finding) => {
    const fix = FIXES[finding.id]
    if (fix === undefined) return []
    const id = `${finding.id} ${finding.name}`
    // Somebody may rely on what is open now: nothing of it is changed unasked.
    return [{ id, ...fix(finding, owner), danger: { level: 'moderate' }, cost: {} }]
  })
