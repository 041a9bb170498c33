import type { Documents } from '../service.ts'
import { EVERYTHING, type Policy } from './evaluate.ts'
import { parsePolicy } from './policy-document.ts'

const DOCUMENT = 'organization'

type Organization = { controls?: Readonly<Record<string, string>> }

/** The policy that an organization attaches to every account until somebody takes it off. */
const FULL_ACCESS: Policy = {
  id: 'p-FullAWSAccess',
  type: 'none',
  statements: EVERYTHING.statements,
}

/**
 * Puts the account into an organization with these service control policies beside FullAWSAccess,
 * by name; undefined takes it out. Throws MalformedPolicyDocument.
 */
export const setControls = (
  documents: Documents,
  controls: Readonly<Record<string, string>> | undefined,
): void => {
  for (const document of Object.values(controls ?? {})) parsePolicy(document, 'identity')
  documents.update<Organization, void>(DOCUMENT, {}, (organization) => {
    if (controls === undefined) delete organization.controls
    else organization.controls = controls
  })
}

/** The policies in force; undefined outside an organization. A policy of that name replaces FullAWSAccess. */
export const controlsOf = (documents: Documents): readonly Policy[] | undefined => {
  const { controls } = documents.read<Organization>(DOCUMENT, {})
  if (controls === undefined) return undefined
  const own = Object.entries(controls).map(
    ([id, document]): Policy => ({
      id,
      type: 'none',
      statements: parsePolicy(document, 'identity'),
    }),
  )
  return Object.hasOwn(controls, 'FullAWSAccess') ? own : [FULL_ACCESS, ...own]
}
