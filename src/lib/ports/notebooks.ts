/** SageMaker notebook instances. */
export interface Notebooks {
  list(): Promise<readonly NotebookSummary[]>
  find(name: string): Promise<NotebookView | undefined>
}

export type NotebookSummary = {
  readonly name: string
  readonly arn: string
  readonly status: string
}

export type NotebookView = NotebookSummary & {
  readonly instanceType: string
  readonly hasDirectInternetAccess: boolean
  readonly hasRootAccess: boolean
  readonly kmsKeyId?: string
  readonly subnetId?: string
  /** 1 admits IMDSv1; 2 is IMDSv2 alone. */
  readonly minimumMetadataVersion?: string
}
