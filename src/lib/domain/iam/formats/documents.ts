import type { PolicyDocument } from '../../core/policy-document.ts'

/** Policies to be written as infrastructure code: free ones, or a role with its own. */
export type PolicyBundle = {
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[]
  readonly role?: {
    readonly name: string
    readonly description: string
    readonly trust: PolicyDocument
    /** Name of the inline policy that the documents of `policies` are. */
    readonly policyName: string
    readonly boundary?: string
    readonly tags: Readonly<Record<string, string>>
  }
}
