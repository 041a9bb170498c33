/** How this run would reach AWS, and as whom. Never asks anybody; sends only what a credential provider sends. */
export interface AwsSetup {
  /**
   * Where the calls to these services go. Throws UsageError MLC-AWS-009 without a region, MLC-AWS-017
   * for an endpoint and MLC-AWS-035 for a proxy that is no URL; AccessError MLC-AWS-004 for an unknown profile.
   */
  routes(services: readonly string[]): Promise<readonly ServiceRoute[]>
  /** Throws AccessError when the chain gives none, or what a provider has is expired. */
  credentials(): Promise<CredentialsView>
}

export type ServiceRoute = {
  readonly service: string
  readonly url: string
  /** Who said so, where it is not AWS's own endpoint. */
  readonly source?: string
  /** With its login: to connect with, never to show. */
  readonly proxy?: string
}

export type CredentialsView = {
  /** What gave them, in words: `environment variables`, `profile dev (SSO)`. */
  readonly source: string
  /** ISO time. */
  readonly expiresAt?: string
  /** Long-lived keys of a user. */
  readonly isLongLived: boolean
}
