import { findModel } from '../../domain/catalogue/find.ts'
import { judgeIdentity, judgeModel } from '../../domain/doctor/access.ts'
import type { Verdict } from '../../domain/doctor/checks.ts'
import { judgeRights } from '../../domain/doctor/rights.ts'
import { policyFor } from '../../domain/iam/caller-policy.ts'
import { callerAsks, scopeOf } from './caller-asks.ts'
import { reachesSts, regionOf } from './connection-checks.ts'
import type { Look } from './look.ts'
import { principalOfCaller, rightLooks } from './principal.ts'
import { type Check, unlooked } from './run-checks.ts'

/** Who one is, and what one may do. */
export const accessChecks = (look: Look, isSent: boolean): readonly Check[] => [
  {
    id: 'D01',
    needs: ['D17', 'D19'],
    run: async () => (isSent && !(await reachesSts(look)) ? [unlooked('D18')] : identityOf(look)),
  },
  { id: 'D02', needs: ['D01'], run: () => regionOf(look) },
  {
    id: 'D04',
    needs: ['D01', 'D02'],
    idle: modelIdle(look),
    run: async () => [await modelOf(look, look.subjects.model ?? '')],
  },
  { id: 'D06', needs: ['D01', 'D02'], idle: rightsIdle(look), run: () => rightsOf(look) },
]

const modelIdle = ({ need, subjects }: Look): string | undefined => {
  if (!need.usesModel) return 'no base model is used'
  return subjects.model === undefined ? 'no base model is named: --base-model' : undefined
}

const rightsIdle = ({ need }: Look): string | undefined => {
  if (need.actions.length > 0) return undefined
  return need.commands.length === 0
    ? 'name the work to have them checked: --for "finetune run"'
    : 'the command calls nothing'
}

const identityOf = async (look: Look): Promise<readonly Verdict[]> => {
  const expectedAccount = look.ports.settings.get('expectedAccount')?.value
  return [
    judgeIdentity({
      caller: await look.caller(),
      expectedAccount: expectedAccount === undefined ? undefined : String(expectedAccount),
    }),
  ]
}

const modelOf = async (look: Look, model: string): Promise<Verdict> => {
  // A model that the catalogue does not know may exist all the same.
  const known = findModel(look.models, model)
  const id = known?.customizationId ?? model
  return judgeModel(id, await look.ports.foundationModels.availability(id))
}

const rightsOf = async (look: Look): Promise<readonly Verdict[]> => {
  const [caller, { region }] = [await look.caller(), await look.target()]
  const principal = await principalOfCaller(look)
  if ('why' in principal) return [{ status: 'unknown', detail: principal.why, subject: caller.arn }]
  const looks = await rightLooks(look, principal, callerAsks(look, { caller, region }))
  const scope = { ...scopeOf(look, caller), region }
  return judgeRights(looks, {
    to: { kind: 'caller', arn: principal.arn },
    subject: principal.arn,
    who: 'you',
    statements: (refused) =>
      policyFor(
        refused.map(({ action }) => action),
        { ...scope, splitBuyer: false },
        look.need.actions,
      ).Statement,
    ...(principal.role?.permissionsBoundaryArn === undefined
      ? {}
      : { boundaryArn: principal.role.permissionsBoundaryArn }),
    command: `mlctl iam policy --for ${look.need.commands.length === 1 ? `"${look.need.commands[0]}"` : '…'}`,
  })
}
