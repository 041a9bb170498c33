import { countOf } from '../../domain/core/count.ts'
import { DeclinedError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type ResetResult = { readonly status: 'reset' | 'planned'; readonly directory: string }

/** Empties the sandbox after a confirmation; there is no way back. */
export const resetSandbox = async (
  ports: Pick<Ports, 'io' | 'sandbox'>,
  options: { readonly yes: boolean; readonly dryRun: boolean },
): Promise<ResetResult> => {
  const { directory, resources } = await ports.sandbox.status()
  if (options.dryRun) return { status: 'planned', directory }
  const count = Object.values(resources).reduce((sum, n) => sum + n, 0)
  if (!options.yes && count > 0) await confirm(ports, count)
  await ports.sandbox.reset()
  return { status: 'reset', directory }
}

const confirm = async ({ io }: Pick<Ports, 'io'>, count: number): Promise<void> => {
  if (!io.interactive) {
    throw new UsageError(
      'MLC-PLAN-007',
      `The sandbox holds ${countOf(count, 'thing')}; deleting needs --yes.`,
    )
  }
  const agreed = await io.ask({
    kind: 'confirm',
    flag: '--yes',
    message: `Delete everything in the sandbox (${countOf(count, 'thing')})?`,
    initial: false,
    read: (answer) => answer,
  })
  if (!agreed) throw new DeclinedError('MLC-PLAN-008', 'Declined; nothing was changed.')
}
