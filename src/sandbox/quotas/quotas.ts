import { optionalNumber, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, type Service, ServiceError } from '../service.ts'
import { derivedId } from '../state/seed.ts'
import { QUOTAS, type Quota, quotaOf } from './table.ts'
import {
  appliedQuota,
  type ChangeRequest,
  DEFAULTS,
  QUOTAS_DOCUMENT,
  type QuotasDocument,
} from './values.ts'

const notFound = (reason: string): ServiceError =>
  new ServiceError('NoSuchResourceException', reason, 404)

const requireQuota = (input: Input): Quota => {
  const quota = quotaOf(text(input, 'ServiceCode'), text(input, 'QuotaCode'))
  if (quota !== undefined) return quota
  throw notFound('The request failed because the specified quota does not exist.')
}

const form = (call: Call, quota: Quota, value: number): Output => ({
  ServiceCode: quota.serviceCode,
  ServiceName: quota.serviceName,
  QuotaArn: `arn:aws:servicequotas:${call.region}:${call.accountId}:${quota.serviceCode}/${quota.quotaCode}`,
  QuotaCode: quota.quotaCode,
  QuotaName: quota.quotaName,
  Value: value,
  Unit: 'None',
  Adjustable: quota.adjustable,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
})

const applied = (call: Call, quota: Quota): Output =>
  form(call, quota, appliedQuota(call.documents, quota.serviceCode, quota.quotaCode))

const byDefault = (call: Call, quota: Quota): Output => {
  const { QuotaAppliedAtLevel: _level, ...rest } = form(call, quota, quota.value)
  return rest
}

type Listed = { readonly items: readonly unknown[]; readonly tail: Output }

const page = (all: readonly unknown[], input: Input): Listed => {
  const token = optionalText(input, 'NextToken')
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(start)) {
    throw new ServiceError('InvalidPaginationTokenException', 'Invalid NextToken.')
  }
  const items = all.slice(start, start + (optionalNumber(input, 'MaxResults') ?? 100))
  const end = start + items.length
  const next = Buffer.from(String(end)).toString('base64url')
  return { items, tail: end < all.length ? { NextToken: next } : {} }
}

const listWith =
  (describe: (call: Call, quota: Quota) => Output) =>
  (call: Call, input: Input): Output => {
    const code = text(input, 'ServiceCode')
    const quotas = QUOTAS.filter(({ serviceCode }) => serviceCode === code)
    if (quotas.length === 0) {
      throw notFound('The request failed because the specified service does not exist.')
    }
    const { items, tail } = page(
      quotas.map((quota) => describe(call, quota)),
      input,
    )
    return { Quotas: items, ...tail }
  }

const requestForm = (call: Call, request: ChangeRequest): Output => {
  const quota = quotaOf(request.serviceCode, request.quotaCode)
  return {
    Id: request.id,
    ServiceCode: request.serviceCode,
    ServiceName: quota?.serviceName ?? request.serviceCode,
    QuotaCode: request.quotaCode,
    QuotaName: quota?.quotaName ?? request.quotaCode,
    DesiredValue: request.desired,
    Status: request.status,
    Created: new Date(request.createdAt),
    LastUpdated: new Date(request.createdAt),
    Requester: JSON.stringify({ accountId: call.accountId, callerArn: request.requester }),
    QuotaArn: `arn:aws:servicequotas:${request.region}:${call.accountId}:${request.serviceCode}/${request.quotaCode}`,
    GlobalQuota: false,
    Unit: 'None',
  }
}

const increase = (call: Call, input: Input): Output => {
  const quota = requireQuota(input)
  const desired = optionalNumber(input, 'DesiredValue') ?? 0
  if (!quota.adjustable) {
    throw new ServiceError('IllegalArgumentException', 'The specified quota is not adjustable.')
  }
  const { serviceCode, quotaCode } = quota
  if (desired <= appliedQuota(call.documents, serviceCode, quotaCode)) {
    const reason = 'You must provide a quota value greater than the current quota value.'
    throw new ServiceError('IllegalArgumentException', reason)
  }
  return call.documents.update<QuotasDocument, Output>(QUOTAS_DOCUMENT, DEFAULTS, (document) => {
    const same = (each: ChangeRequest) =>
      each.serviceCode === serviceCode && each.quotaCode === quotaCode
    if (document.requests.some((each) => same(each) && each.status === 'PENDING')) {
      const reason = 'Only one open service quota increase request is allowed per quota.'
      throw new ServiceError('ResourceAlreadyExistsException', reason)
    }
    const isGranted = document.requestsAre === 'grant'
    const count = String(document.requests.length)
    const request: ChangeRequest = {
      id: derivedId(40, call.seed ?? '', 'quota request', quotaCode, count).toLowerCase(),
      serviceCode,
      quotaCode,
      desired,
      status: isGranted ? 'APPROVED' : 'PENDING',
      region: call.region,
      requester: call.caller.arn,
      createdAt: call.clock.now(),
    }
    document.requests.push(request)
    if (isGranted) document.applied[`${serviceCode}/${quotaCode}`] = desired
    return { RequestedQuota: requestForm(call, request) }
  })
}

const history = (call: Call, input: Input): Output => {
  const quota = requireQuota(input)
  const status = optionalText(input, 'Status')
  const found = call.documents
    .read(QUOTAS_DOCUMENT, DEFAULTS)
    .requests.filter((each) => each.quotaCode === quota.quotaCode)
    .filter((each) => status === undefined || each.status === status)
    .map((each) => requestForm(call, each))
  const { items, tail } = page(found, input)
  return { RequestedQuotas: items, ...tail }
}

/** Service Quotas as a Service. */
export const quotas: Service = {
  name: 'service-quotas',
  operations: {
    GetServiceQuota: (call, input) => ({ Quota: applied(call, requireQuota(input)) }),
    GetAWSDefaultServiceQuota: (call, input) => ({ Quota: byDefault(call, requireQuota(input)) }),
    ListServiceQuotas: listWith(applied),
    ListAWSDefaultServiceQuotas: listWith(byDefault),
    RequestServiceQuotaIncrease: increase,
    ListRequestedServiceQuotaChangeHistoryByQuota: history,
  },
}
