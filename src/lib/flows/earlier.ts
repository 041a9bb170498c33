import type { Ports } from '../ports/all.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** A kind of change to one named thing: `{ operation: 'bedrock.Create…', member: 'name', value: 'x' }`. */
export type Change = {
  readonly operation: string
  /** Member of the operation's input that names the thing. */
  readonly member: string
  readonly value: string
}

/**
 * How often this change was completed here before, in the account and region of this run. Counted
 * into client tokens: a thing that was bought, released and is bought again is a new purchase, while
 * the same line after a crash is not.
 */
export const timesDone = async (
  ports: Pick<Ports, 'journal' | 'identity' | 'target'>,
  change: Change,
): Promise<number> => {
  const records = await recordsHere(ports)
  const keys = intendedKeys(records, change)
  return records.filter(
    (record) => record.kind === 'outcome' && record.result === 'done' && keys.has(record.key),
  ).length
}

/** Whether this change was begun here before, however it ended. */
export const wasBegun = async (
  ports: Pick<Ports, 'journal' | 'identity' | 'target'>,
  change: Change,
): Promise<boolean> => intendedKeys(await recordsHere(ports), change).size > 0

const intendedKeys = (records: readonly JournalRecord[], change: Change): ReadonlySet<string> =>
  new Set(
    records.flatMap((record) =>
      record.kind === 'intent' &&
      record.operation === change.operation &&
      record.input[change.member] === change.value
        ? [record.key]
        : [],
    ),
  )

const recordsHere = async (
  ports: Pick<Ports, 'journal' | 'identity' | 'target'>,
): Promise<readonly JournalRecord[]> => {
  const { records } = await ports.journal.read()
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  const runs = new Set(
    records.flatMap((record) =>
      record.kind === 'run' && record.account === account && record.region === region
        ? [record.run]
        : [],
    ),
  )
  return records.filter((record) => runs.has(record.run))
}
