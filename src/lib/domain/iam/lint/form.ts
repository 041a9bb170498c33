/**
 * Whether parsed JSON has the form of a policy: effects, lists of texts, conditions of operator, key and
 * values. Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.
 */
export const hasPolicyForm = (document: unknown): boolean => {
  if (!isRecord(document) || document.Statement === undefined) return false
  const { Statement: body } = document
  return (Array.isArray(body) ? body : [body]).every(isStatement)
}

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const

const isStatement = (value: unknown): boolean =>
  isRecord(value) &&
  (value.Effect === 'Allow' || value.Effect === 'Deny') &&
  (value.Sid === undefined || typeof value.Sid === 'string') &&
  LISTS.every((name) => value[name] === undefined || isTexts(value[name])) &&
  [value.Principal, value.NotPrincipal].every(isPrincipal) &&
  (value.Condition === undefined || isConditions(value.Condition))

const isPrincipal = (value: unknown): boolean =>
  value === undefined || value === '*' || (isRecord(value) && Object.values(value).every(isTexts))

const isConditions = (value: unknown): boolean =>
  isRecord(value) &&
  Object.values(value).every((keys) => isRecord(keys) && Object.values(keys).every(isScalars))

/** People write `false` for `"false"`, and IAM takes it. */
const isScalars = (value: unknown): boolean =>
  (Array.isArray(value) ? value : [value]).every((one) =>
    ['string', 'number', 'boolean'].includes(typeof one),
  )

const isTexts = (value: unknown): boolean =>
  (Array.isArray(value) ? value : [value]).every((one) => typeof one === 'string')

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
