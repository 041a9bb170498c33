import { type IdentifierKind, identifierProblem } from '../domain/core/identifier.ts'
import { UsageError } from '../errors.ts'

const LISTS: Readonly<Record<IdentifierKind, string>> = {
  deployment: 'mlctl deployment list',
  purchase: 'mlctl throughput list',
  model: 'mlctl model list',
  job: 'mlctl finetune list',
}

/** @throws UsageError MLC-CLI-009 for what the service would refuse by its pattern. */
export const requireIdentifier = (nameOrArn: string, kind: IdentifierKind): void => {
  const problem = identifierProblem(nameOrArn, kind)
  if (problem === undefined) return
  throw new UsageError('MLC-CLI-009', `There can be no ${kind} ${JSON.stringify(nameOrArn)}.`, {
    why: problem,
    hint: `What there is in this account and region: ${LISTS[kind]}`,
  })
}
