import { type CheckId, ok, type Verdict } from '../../domain/doctor/checks.ts'
import {
  judgeCredentials,
  judgeEndpoints,
  judgeProxy,
  judgeRoutes,
} from '../../domain/doctor/connection.ts'
import { judgeClock } from '../../domain/doctor/machine.ts'
import { AccessError } from '../../errors.ts'
import type { Look } from './look.ts'
import { type Check, unlooked } from './run-checks.ts'

/** Whether and how AWS is reached, and as whom. `idle`: why nothing is sent, where that is so. */
export const connectionChecks = (look: Look, idle: string | undefined): readonly Check[] => {
  const { awsSetup, clock, machine } = look.ports
  const check = (id: CheckId, needs: readonly CheckId[], run: Check['run']): Check => ({
    id,
    needs,
    idle,
    run,
  })
  return [
    check('D15', [], async () => [judgeProxy(await look.routes(), namesProxy(look))]),
    check('D19', [], async () => [judgeEndpoints(await look.routes())]),
    check('D17', [], async () => [judgeCredentials(await awsSetup.credentials(), machine.now())]),
    check('D18', ['D15', 'D19'], async () => judgeRoutes(await look.reached())),
    // The clock of the run follows the answers of the services: what it is off by shows after one.
    check('D03', ['D17', 'D19'], async () => {
      // Another service that is not reached is no reason not to ask who one is.
      if (!(await reachesSts(look))) return [unlooked('D18')]
      await look.caller()
      return [judgeClock(machine.now() - clock.now())]
    }),
  ]
}

const namesProxy = ({ ports: { machine } }: Look): boolean =>
  ['HTTPS_PROXY', 'https_proxy'].some((name) => machine.variable(name) !== undefined)

export const reachesSts = async (look: Look): Promise<boolean> => {
  const sts = (await look.reached()).find(({ route }) => route.service === 'sts')
  return sts === undefined || sts.reached.stage === 'reached'
}

/** Who one is needs no right; what a service says to the first call shows whether the region has it. */
export const regionOf = async (look: Look): Promise<readonly Verdict[]> => {
  const { region } = await look.target()
  const services = look.need.services
  // Bedrock has the list in every region that it is in; SageMaker is in all.
  if (services.includes('bedrock')) {
    try {
      await look.ports.foundationModels.list()
    } catch (error) {
      // It answered: what may be asked of it is another question.
      if (!(error instanceof AccessError) || !/MLC-AWS-00[23]/.test(error.code)) throw error
    }
  }
  return [ok(region, region)]
}
