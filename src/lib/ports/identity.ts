/** STS: who the calls are made as. */
export interface Identity {
  whoAmI(): Promise<Caller>
}

export type Caller = {
  /** 12 digits. */
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** From the ARN: aws, aws-cn, aws-us-gov. */
  readonly partition: string
}
