import { generator } from '../../../src/sandbox/bedrock/stand-in/random.ts'

/** A made-up card payment and whether it is fraud, by a rule that a log-linear model can learn. */
export type Payment = { readonly prompt: string; readonly label: 'fraud' | 'legitimate' }

const pick = <T>(items: readonly T[], next: () => number): T =>
  items[Math.floor(next() * items.length)] as T

/** Payments whose labels follow amount, country and hour, except for 2 in 100 that are wrong. */
export const payments = (count: number, seed: string): readonly Payment[] => {
  const next = generator(seed)
  return Array.from({ length: count }, () => {
    const amount = Math.round(Math.exp(next() * 8) * 100) / 100
    const country = pick(['US', 'GB', 'DE', 'NG', 'RU', 'FR', 'BR'], next)
    const hour = Math.floor(next() * 24)
    const abroad = ['NG', 'RU', 'BR'].includes(country)
    const score = Number(amount > 150) + Number(abroad) + Number(hour < 8)
    const fraud = next() < 0.02 ? score < 2 : score >= 2
    const prompt = `Classify this payment. amount: ${amount} country: ${country} hour: ${hour}`
    return { prompt, label: fraud ? 'fraud' : 'legitimate' }
  })
}

/** A payment as a conversation record. */
export const conversationOf = ({ prompt, label }: Payment): string =>
  JSON.stringify({
    schemaVersion: 'bedrock-conversation-2024',
    system: [{ text: 'You judge payments.' }],
    messages: [
      { role: 'user', content: [{ text: prompt }] },
      { role: 'assistant', content: [{ text: label }] },
    ],
  })

/** A data set of conversation records. */
export const conversations = (count: number, seed: string): string =>
  `${payments(count, seed).map(conversationOf).join('\n')}\n`
