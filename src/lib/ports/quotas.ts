/** Service Quotas. */
export interface Quotas {
  /** The applied value; undefined when the service does not know the code. */
  value(serviceCode: string, quotaCode: string): Promise<QuotaView | undefined>
  /** All quotas of a service whose name contains `nameContains` (case-insensitive). */
  search(serviceCode: string, nameContains: string): Promise<readonly QuotaView[]>
}

export type QuotaView = {
  readonly quotaCode: string
  readonly quotaName: string
  readonly value: number
  readonly adjustable: boolean
}
