import { asList, type PolicyDocument, type Statement } from '../core/policy-document.ts'
import { extrasOf, gapsOf } from './compare.ts'

/** `+` comes new, `~` is completed, `=` stays as it is. */
export type DiffLine = { readonly mark: '+' | '~' | '='; readonly text: string }

/**
 * What bringing `existing` up to `wanted` changes, one line per statement, for people. Statements of
 * others are listed as staying, so that nobody fears for them.
 */
export const policyDiff = (
  existing: PolicyDocument | undefined,
  wanted: PolicyDocument,
): readonly DiffLine[] => [
  ...gapsOf(existing, wanted).map(
    (gap): DiffLine =>
      gap.whole
        ? { mark: '+', text: statementText(gap.statement) }
        : {
            mark: '~',
            text: `${title(gap.statement)}add ${gap.missingActions.join(', ')} on ${gap.missingResources.join(', ')}`,
          },
  ),
  ...extrasOf(existing, wanted).map(
    (statement): DiffLine => ({ mark: '=', text: statementText(statement) }),
  ),
]

/** One line: `ReadData: allow s3:GetObject on arn:…`. */
export const statementText = (statement: Statement): string => {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement
  const actions = Action === undefined ? `all but ${words(NotAction)}` : words(Action)
  const resources =
    Resource === undefined
      ? NotResource === undefined
        ? ''
        : ` on all but ${words(NotResource)}`
      : ` on ${words(Resource)}`
  return [
    `${title(statement)}${Effect.toLowerCase()} ${who(Principal)}${actions}${resources}`,
    ...Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `${operator} ${key} ${words(values)}`),
    ),
  ].join(' · ')
}

const title = ({ Sid }: Statement): string => (Sid === undefined ? '' : `${Sid}: `)

const words = (value: string | readonly string[] | undefined): string => asList(value).join(', ')

const who = (principal: Statement['Principal']): string => {
  if (principal === undefined) return ''
  if (principal === '*') return 'everyone '
  return `${Object.values(principal).flatMap(asList).join(', ')} `
}
