/** Access Analyzer: AWS's own judgement of a policy document. */
export interface PolicyChecks {
  /** ValidatePolicy, which needs no analyzer. Throws AccessError when the caller may not ask. */
  validate(ask: PolicyToValidate): Promise<readonly PolicyFinding[]>
}

export type PolicyToValidate = {
  readonly document: unknown
  readonly type:
    | 'IDENTITY_POLICY'
    | 'RESOURCE_POLICY'
    | 'SERVICE_CONTROL_POLICY'
    | 'RESOURCE_CONTROL_POLICY'
  /** AWS::S3::Bucket, AWS::IAM::AssumeRolePolicyDocument, AWS::KMS::Key?… as the API has them. */
  readonly resourceType?: string
}

export type PolicyFinding = {
  readonly type: 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION'
  readonly issueCode: string
  readonly details: string
  readonly link?: string
  /** Of the place in the document: Statement/0/Action/1. */
  readonly path?: string
}
