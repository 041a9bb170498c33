/** What the text after `--target` may be, told apart by its form alone. */
export type TargetForm =
  | { readonly kind: 'deployment-arn'; readonly arn: string }
  | { readonly kind: 'provisioned-arn'; readonly arn: string }
  | { readonly kind: 'custom-model-arn'; readonly arn: string }
  /** An inference profile, by ARN or id: answers without any deployment. */
  | { readonly kind: 'profile'; readonly id: string }
  /** A base model with a context length: for customization and purchases only. */
  | { readonly kind: 'customization-id'; readonly id: string }
  /** A base model without a profile. */
  | { readonly kind: 'base-id'; readonly id: string }
  | { readonly kind: 'name'; readonly name: string }

/** Geographic and global prefixes of inference profiles: `us.amazon.nova-micro-v1:0`. */
const PROFILE = /^(us|us-gov|eu|apac|jp|au|ca|global)\.[a-z0-9-]+\.[^:]+/

/** A model id: provider, dot, model, and a version or context length. */
const MODEL_ID = /^[a-z][a-z0-9-]*\.[a-z][a-zA-Z0-9.-]*(:\d+)?(:\d+k)?$/

export const targetForm = (text: string): TargetForm => {
  if (/:custom-model-deployment\//.test(text)) return { kind: 'deployment-arn', arn: text }
  if (/:provisioned-model\//.test(text)) return { kind: 'provisioned-arn', arn: text }
  if (/:custom-model\//.test(text)) return { kind: 'custom-model-arn', arn: text }
  if (/:(application-)?inference-profile\//.test(text)) return { kind: 'profile', id: text }
  const id = /:foundation-model\/(.+)$/.exec(text)?.[1] ?? text
  if (PROFILE.test(id)) return { kind: 'profile', id }
  if (/:\d+k$/.test(id)) return { kind: 'customization-id', id }
  if (MODEL_ID.test(id)) return { kind: 'base-id', id }
  return { kind: 'name', name: text }
}
