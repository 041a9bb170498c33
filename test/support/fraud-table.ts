import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Card transactions with a rule that can be learnt: foreign and large is fraud. */
export const fraudTable = (folder: string, rows = 160, name = 'fraud.csv'): string => {
  const lines = Array.from({ length: rows }, (_, i) => {
    const amount = ((i * 37) % 400) + (i % 10) / 10
    const country = ['DE', 'BR', 'FR', 'US'][i % 4]
    const label = country !== 'DE' && amount > 180 ? 1 : 0
    return `${amount.toFixed(2)},${country},${(i * 7) % 24},${label}`
  })
  writeFileSync(join(folder, name), `${['amount,country,hour,label', ...lines].join('\n')}\n`)
  return name
}
