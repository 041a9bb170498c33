import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListAWSDefaultServiceQuotasCommand,
  ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
  ListServiceQuotasCommand,
  RequestServiceQuotaIncreaseCommand,
} from '@aws-sdk/client-service-quotas'
import { expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { createNeighbours } from '../../../src/sandbox/neighbours.ts'
import { inProcess, newEngine } from '../clients.ts'

const UNITS = { ServiceCode: 'bedrock', QuotaCode: 'L-BE77399C' }

const world = () => {
  const engine = newEngine()
  const { quotas } = inProcess(engine)
  return { engine, quotas, control: createControl({ directory: engine.directory }) }
}

const appliedUnits = async ({ quotas }: ReturnType<typeof world>) =>
  (await quotas.send(new GetServiceQuotaCommand(UNITS))).Quota?.Value

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )

it('an account begins without model units', async () => {
  expect(await appliedUnits(world())).toBe(0)
})

it('a request for more stays pending, and there can be only one', async () => {
  const here = world()
  const ask = () =>
    here.quotas.send(new RequestServiceQuotaIncreaseCommand({ ...UNITS, DesiredValue: 2 }))
  expect((await ask()).RequestedQuota?.Status).toBe('PENDING')
  expect(await nameOf(ask())).toBe('ResourceAlreadyExistsException')
  expect(await appliedUnits(here)).toBe(0)
  const history = new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(UNITS)
  const { RequestedQuotas } = await here.quotas.send(history)
  expect(RequestedQuotas).toMatchObject([{ DesiredValue: 2, Status: 'PENDING' }])
})

it('a request is granted at once where the sandbox is told so', async () => {
  const here = world()
  here.control.quotas.requestsAre('grant')
  const ask = new RequestServiceQuotaIncreaseCommand({ ...UNITS, DesiredValue: 2 })
  expect((await here.quotas.send(ask)).RequestedQuota?.Status).toBe('APPROVED')
  expect(await appliedUnits(here)).toBe(2)
})

it('a grant raises the applied value, for Bedrock too, and leaves the default', async () => {
  const here = world()
  expect(() => here.control.quotas.grant('L-NONE', 3)).toThrow(
    'quota L-NONE: there are L-BE77399C,',
  )
  here.control.quotas.grant('L-BE77399C', 3)
  expect(await appliedUnits(here)).toBe(3)
  expect(createNeighbours(here.engine).quota('bedrock', 'L-BE77399C')).toBe(3)
  const { Quota } = await here.quotas.send(new GetAWSDefaultServiceQuotaCommand(UNITS))
  expect(Quota?.Value).toBe(0)
})

it('quotas come in pages', async () => {
  const { quotas } = world()
  const codes: (string | undefined)[] = []
  let NextToken: string | undefined
  do {
    const input = { ServiceCode: 'bedrock', MaxResults: 3, NextToken }
    const page = await quotas.send(new ListServiceQuotasCommand(input))
    codes.push(...(page.Quotas ?? []).map(({ QuotaCode }) => QuotaCode))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  const all = await quotas.send(new ListAWSDefaultServiceQuotasCommand({ ServiceCode: 'bedrock' }))
  expect(codes).toEqual(all.Quotas?.map(({ QuotaCode }) => QuotaCode))
})

it.each([
  [
    'an unknown quota',
    { ServiceCode: 'bedrock', QuotaCode: 'L-00000000' },
    'NoSuchResourceException',
  ],
  [
    'an unknown service',
    { ServiceCode: 'chess', QuotaCode: 'L-BE77399C' },
    'NoSuchResourceException',
  ],
])('%s is not found', async (_, input, expected) => {
  expect(await nameOf(world().quotas.send(new GetServiceQuotaCommand(input)))).toBe(expected)
})

it('less than there is cannot be asked for', async () => {
  const ask = new RequestServiceQuotaIncreaseCommand({ ...UNITS, DesiredValue: 0 })
  expect(await nameOf(world().quotas.send(ask))).toBe('IllegalArgumentException')
})
