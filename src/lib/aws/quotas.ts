import type { ServiceQuota } from '@aws-sdk/client-service-quotas'
import type { Quotas, QuotaView } from '../ports/quotas.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** The most that one page may have (API model). */
const PAGE = 100

export const quotasOf = (aws: AwsSession): Quotas => ({
  value: async (ServiceCode, QuotaCode) => {
    const subject = `quota ${QuotaCode} of ${ServiceCode}`
    const applied = await instead(
      aws.serviceQuotas({ operation: 'GetServiceQuota', subject }, (client, sdk) =>
        client.send(new sdk.GetServiceQuotaCommand({ ServiceCode, QuotaCode })),
      ),
      [NOT_FOUND],
      undefined,
    )
    // A quota that was never changed may have no applied value: the default is in force.
    const found =
      applied ??
      (await instead(
        aws.serviceQuotas({ operation: 'GetAWSDefaultServiceQuota', subject }, (client, sdk) =>
          client.send(new sdk.GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode })),
        ),
        [NOT_FOUND],
        undefined,
      ))
    return found?.Quota === undefined ? undefined : view(found.Quota)
  },
  search: async (ServiceCode, nameContains) => {
    const all = await allPages((NextToken) =>
      aws.serviceQuotas(
        { operation: 'ListServiceQuotas', subject: `quotas of ${ServiceCode}` },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListServiceQuotasCommand({
              ServiceCode,
              MaxResults: PAGE,
              ...present({ NextToken }),
            }),
          )
          return { items: page.Quotas ?? [], next: page.NextToken }
        },
      ),
    )
    const wanted = nameContains.toLowerCase()
    return all.map(view).filter(({ quotaName }) => quotaName.toLowerCase().includes(wanted))
  },
})

const view = (quota: ServiceQuota): QuotaView => ({
  quotaCode: quota.QuotaCode ?? '',
  quotaName: quota.QuotaName ?? '',
  value: quota.Value ?? 0,
  adjustable: quota.Adjustable ?? false,
})
