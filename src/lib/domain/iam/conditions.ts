import { asList, type Conditions } from '../core/policy-document.ts'
import { matchesGlob } from './glob.ts'

type Verdict = 'yes' | 'no' | 'unknown'
type Test = (value: string, wanted: string) => boolean

/**
 * The operators that occur in role and bucket policies. ArnEquals and ArnLike behave alike:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
 * The negative ones hold when no value matches, and also when the key is absent.
 */
const OPERATORS: Readonly<Record<string, { readonly test: Test; readonly negative?: true }>> = {
  stringequals: { test: (value, wanted) => value === wanted },
  stringequalsignorecase: { test: (value, wanted) => value.toLowerCase() === wanted.toLowerCase() },
  stringlike: { test: (value, wanted) => matchesGlob(wanted, value) },
  arnequals: { test: (value, wanted) => arnMatches(wanted, value) },
  arnlike: { test: (value, wanted) => arnMatches(wanted, value) },
  bool: { test: (value, wanted) => value.toLowerCase() === wanted.toLowerCase() },
  stringnotequals: { test: (value, wanted) => value === wanted, negative: true },
  stringnotlike: { test: (value, wanted) => matchesGlob(wanted, value), negative: true },
  arnnotequals: { test: (value, wanted) => arnMatches(wanted, value), negative: true },
  arnnotlike: { test: (value, wanted) => arnMatches(wanted, value), negative: true },
}

/**
 * All conditions must hold. A key that the request does not carry counts as absent, as in IAM; one that is
 * `unknowable` leaves it open.
 */
export const judgeConditions = (
  conditions: Conditions | undefined,
  context: Readonly<Record<string, string>>,
  unknowable: (key: string) => boolean = () => false,
): Verdict => {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  const verdicts = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => {
      const value = known.get(key.toLowerCase())
      return value === undefined && unknowable(key.toLowerCase())
        ? 'unknown'
        : judge(operator, value, asList(wanted))
    }),
  )
  if (verdicts.includes('no')) return 'no'
  return verdicts.includes('unknown') ? 'unknown' : 'yes'
}

const judge = (spelled: string, value: string | undefined, wanted: readonly string[]): Verdict => {
  const name = spelled.toLowerCase()
  if (name === 'null') return yesNo(wanted.includes(String(value === undefined)))
  const forAll = name.startsWith('forallvalues:')
  const bare = name.replace(/^for(any|all)values?:/, '').replace(/ifexists$/, '')
  const operator = OPERATORS[bare]
  if (operator === undefined) return 'unknown'
  if (value === undefined) {
    return yesNo(forAll || name.endsWith('ifexists') || operator.negative === true)
  }
  // A policy variable stands for something about the caller that is not known here.
  if (wanted.some((text) => /\$\{(?![*?$]\})/.test(text))) return 'unknown'
  const hit = wanted.some((text) => operator.test(value, text))
  return yesNo(operator.negative === true ? !hit : hit)
}

const yesNo = (holds: boolean): Verdict => (holds ? 'yes' : 'no')

/** ARNs match part by part: a `*` in the account does not reach into the resource. */
const arnMatches = (pattern: string, value: string): boolean => {
  const [patterns, values] = [sixParts(pattern), sixParts(value)]
  return patterns.length === values.length
    ? patterns.every((part, at) => matchesGlob(part, values[at] ?? ''))
    : pattern === '*'
}

const sixParts = (arn: string): readonly string[] => {
  const parts = arn.split(':')
  return parts.length < 6 ? [arn] : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
