import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const price = (microUsd: number) => ({ microUsd, asOf: '2026-08-01', source: 'a price list' })

/**
 * Settings with a catalogue file that knows what Nova Micro costs: 60.50 an hour without
 * commitment, 40.00 for a month, nothing known for six; tokens 0.05 and 0.20 per million.
 */
export const pricedCatalogue = (folder: string): Readonly<Record<string, unknown>> => {
  const file = join(folder, 'prices.json')
  const prices = {
    provisionedUnitHour: { none: price(60_500_000), OneMonth: price(40_000_000) },
    onDemandInputPer1kTokens: price(50),
    onDemandOutputPer1kTokens: price(200),
  }
  writeFileSync(file, JSON.stringify({ models: { 'nova-micro': { prices } } }))
  return { catalogue: file }
}
