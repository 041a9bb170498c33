import { chooseVariant } from '../../domain/rollout/choose.ts'
import { type LiveVariant, percentText, sharesOf } from '../../domain/rollout/weights.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** The endpoint that was named, or asked for on a terminal; a script must name it. */
export const chosenEndpoint = async (
  ports: Pick<Ports, 'io' | 'endpoints'>,
  named: string | undefined,
): Promise<string> => {
  if (named !== undefined) return named
  const endpoints = ports.io.interactive ? await ports.endpoints.list() : []
  return ports.io.ask({
    kind: 'choice',
    flag: '--endpoint',
    message: 'Endpoint',
    searchable: true,
    choices: endpoints.map(({ endpointName, status }) => ({
      value: endpointName,
      label: endpointName,
      description: status,
    })),
  })
}

/**
 * The variant that a percentage is for. @throws UsageError MLC-ROL-005 when it is not clear and nobody
 * can be asked: the names and their shares.
 */
export const chosenVariant = async (
  ports: Pick<Ports, 'io'>,
  live: readonly LiveVariant[],
  known: { readonly named: string | undefined; readonly remembered: string | undefined },
): Promise<string> => {
  const choice = chooseVariant(live, known)
  if (choice.kind === 'chosen') {
    if (known.named === undefined) {
      ports.io.note(`Variant ${choice.variant} is meant: ${choice.because}.`)
    }
    return choice.variant
  }
  if (!ports.io.interactive) throw whichVariant(live)
  return ports.io.ask({
    kind: 'choice',
    flag: '--variant',
    message: 'Which variant is to get the percentage?',
    choices: live.map(({ variantName }) => ({
      value: variantName,
      label: variantName,
      description: shareText(live, variantName),
    })),
  })
}

/** A percentage typed on a terminal; a script must pass it. */
export const chosenPercent = async (
  ports: Pick<Ports, 'io'>,
  given: number | undefined,
): Promise<number> =>
  given ??
  ports.io.ask({
    kind: 'text',
    flag: '--weight',
    message: 'Percent of the traffic for the new variant (0 to 100)',
    check: (text) =>
      text.trim() !== '' && Number(text) >= 0 && Number(text) <= 100
        ? undefined
        : 'A number from 0 to 100.',
    read: Number,
  })

const shareText = (live: readonly LiveVariant[], variantName: string): string => {
  const known = live.every(({ weight }) => weight !== undefined)
  if (!known || live.every(({ weight }) => weight === 0)) return 'share unknown'
  const share = sharesOf(live).find((one) => one.variantName === variantName)
  return percentText(share?.percent ?? 0)
}

const whichVariant = (live: readonly LiveVariant[]) =>
  new UsageError('MLC-ROL-005', 'Which variant is to get the percentage?', {
    why: `There are ${live.map(({ variantName }) => `${variantName} (${shareText(live, variantName)})`).join(', ')}.`,
    hint: 'Pass --variant <name>.',
    details: { variants: live.map(({ variantName }) => variantName) },
  })
