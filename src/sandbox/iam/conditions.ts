import { BlockList, isIPv6 } from 'node:net'
import { matchesTokens, type Token, wildcardTokens } from './glob.ts'
import { type Context, fillIn, plainText } from './variables.ts'

/** `{operator: {key: values}}`, as a policy document has it, values always in a list. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** Whether one value of the request fits one value of the policy. */
type Test = (policy: readonly Token[], value: string) => boolean

const onText =
  (test: (policy: string, value: string) => boolean): Test =>
  (policy, value) =>
    test(plainText(policy), value)

const lower = (text: string): string => text.toLowerCase()

/** ArnEquals and ArnLike are the same: wildcards within each of the six colon-separated parts. */
const arnLike: Test = (policy, value) => {
  const want = plainText(policy).split(':')
  const have = value.split(':')
  if (want.length < 6 || have.length < 6) return false
  const six = (parts: readonly string[]) => [...parts.slice(0, 5), parts.slice(5).join(':')]
  const given = six(have)
  return six(want).every((part, index) => matchesTokens(wildcardTokens(part), given[index] ?? ''))
}

const compare = (
  test: (value: number, policy: number) => boolean,
  read: (text: string) => number,
): Test => onText((policy, value) => test(read(value), read(policy)))

const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const inNetwork = onText((policy, value) => {
  const [address = '', bits] = policy.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const network = new BlockList()
  try {
    network.addSubnet(
      address,
      bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits),
      family,
    )
    return network.check(value, isIPv6(value) ? 'ipv6' : 'ipv4')
  } catch {
    return false
  }
})

type Operator = { readonly test: Test; readonly negated?: boolean }

const equal = (value: number, policy: number): boolean => value === policy
const less = (value: number, policy: number): boolean => value < policy
const atMost = (value: number, policy: number): boolean => value <= policy
const more = (value: number, policy: number): boolean => value > policy
const atLeast = (value: number, policy: number): boolean => value >= policy

const textEquals = onText((policy, value) => policy === value)
const textEqualsIgnoreCase = onText((policy, value) => lower(policy) === lower(value))

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: textEquals },
  StringNotEquals: { test: textEquals, negated: true },
  StringEqualsIgnoreCase: { test: textEqualsIgnoreCase },
  StringNotEqualsIgnoreCase: { test: textEqualsIgnoreCase, negated: true },
  StringLike: { test: matchesTokens },
  StringNotLike: { test: matchesTokens, negated: true },
  ArnEquals: { test: arnLike },
  ArnNotEquals: { test: arnLike, negated: true },
  ArnLike: { test: arnLike },
  ArnNotLike: { test: arnLike, negated: true },
  Bool: { test: textEqualsIgnoreCase },
  BinaryEquals: { test: textEquals },
  NumericEquals: { test: compare(equal, Number) },
  NumericNotEquals: { test: compare(equal, Number), negated: true },
  NumericLessThan: { test: compare(less, Number) },
  NumericLessThanEquals: { test: compare(atMost, Number) },
  NumericGreaterThan: { test: compare(more, Number) },
  NumericGreaterThanEquals: { test: compare(atLeast, Number) },
  DateEquals: { test: compare(equal, time) },
  DateNotEquals: { test: compare(equal, time), negated: true },
  DateLessThan: { test: compare(less, time) },
  DateLessThanEquals: { test: compare(atMost, time) },
  DateGreaterThan: { test: compare(more, time) },
  DateGreaterThanEquals: { test: compare(atLeast, time) },
  IpAddress: { test: inNetwork },
  NotIpAddress: { test: inNetwork, negated: true },
}

type Parsed = {
  readonly operator: Operator | 'Null'
  readonly set: 'any' | 'all' | undefined
  readonly ifExists: boolean
}

/** An operator with its prefix and suffix; undefined when IAM has none of that name. */
export const parseOperator = (name: string): Parsed | undefined => {
  const found = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name)
  const base = found?.[2] ?? ''
  const ifExists = found?.[3] !== undefined
  const set = found?.[1] === undefined ? undefined : found[1] === 'ForAnyValue' ? 'any' : 'all'
  if (base === 'Null') return ifExists ? undefined : { operator: 'Null', set, ifExists }
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined
  return operator === undefined ? undefined : { operator, set, ifExists }
}

const holds = (
  { operator, set, ifExists }: Parsed,
  values: readonly string[] | undefined,
  wanted: readonly (readonly Token[])[],
): boolean => {
  const present = values !== undefined && values.length > 0
  if (operator === 'Null')
    return wanted.some((each) => (lower(plainText(each)) === 'true') !== present)
  if (!present) {
    if (set === 'any') return ifExists
    // A condition that forbids a value is met by its absence.
    return ifExists || set === 'all' || operator.negated === true
  }
  const fits = (value: string): boolean =>
    wanted.some((policy) => operator.test(policy, value)) !== (operator.negated === true)
  // A negated operator must hold for every value, unless the policy asks for any.
  const every = set === 'all' || (set === undefined && operator.negated === true)
  return every ? values.every(fits) : values.some(fits)
}

/** Whether all conditions of a statement hold; an unknown operator never does. */
export const conditionsHold = (conditions: Conditions, context: Context): boolean =>
  Object.entries(conditions).every(([name, keys]) => {
    const parsed = parseOperator(name)
    if (parsed === undefined) return false
    return Object.entries(keys).every(([key, wanted]) => {
      const filled = wanted.flatMap((text) => {
        const tokens = fillIn(text, context)
        return tokens === undefined ? [] : [tokens]
      })
      return holds(parsed, context.get(key.toLowerCase()), filled)
    })
  })
