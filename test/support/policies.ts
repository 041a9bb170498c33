/** A policy of these statements, and its text as AWS takes it. */
export const policyOf = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement })
export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify(policyOf(...statements))

export const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

export const deny = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
})

/** What a call ended with: `done`, or name and words of the error. */
export const problemOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  )
