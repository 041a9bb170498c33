/** IAM: service roles and what policies allow. */
export interface Roles {
  /** Undefined when there is no such role. */
  find(roleName: string): Promise<RoleView | undefined>
  list(): Promise<readonly RoleSummary[]>
  create(role: NewRole): Promise<{ readonly arn: string }>
  updateTrust(roleName: string, trustPolicy: unknown): Promise<void>
  putInlinePolicy(roleName: string, policyName: string, policy: unknown): Promise<void>
  /**
   * SimulatePrincipalPolicy for a user or role ARN. Throws AccessError when the caller may not ask:
   * callers turn that into "could not tell".
   */
  simulate(
    principalArn: string,
    asks: readonly SimulationAsk[],
  ): Promise<readonly SimulationAnswer[]>
}

export type RoleSummary = {
  readonly roleName: string
  readonly arn: string
  readonly trustPolicy: unknown
}

export type RoleView = RoleSummary & {
  readonly createdAt: string
  readonly tags: Readonly<Record<string, string>>
  readonly permissionsBoundaryArn?: string
  /** The boundary's document; undefined where the caller may not read it. */
  readonly permissionsBoundaryPolicy?: unknown
  readonly inlinePolicies: readonly { readonly name: string; readonly policy: unknown }[]
  readonly attachedPolicies: readonly {
    readonly name: string
    readonly arn: string
    readonly policy: unknown
  }[]
}

export type NewRole = {
  readonly roleName: string
  readonly description: string
  readonly trustPolicy: unknown
  readonly permissionsBoundaryArn?: string
  readonly tags: Readonly<Record<string, string>>
}

export type SimulationAsk = {
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string>>
}

export type SimulationAnswer = SimulationAsk & {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny'
  readonly missingContextKeys: readonly string[]
  /** False: a service or resource control policy of the organization says no. Absent without one. */
  readonly allowedByOrganization?: boolean
  /** False: the permissions boundary says no. Absent without one. */
  readonly allowedByBoundary?: boolean
  /** Policies with a statement that fits, by id: `AdministratorAccess`, `role_fraud_inline`. */
  readonly matchedPolicies?: readonly string[]
}
