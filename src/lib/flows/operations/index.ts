import { UsageError } from '../../errors.ts'
import type { AnyOperation } from './define.ts'

/** Every kind of change a plan may contain; each is loaded when a plan has it. */
const OPERATIONS: Readonly<Record<string, () => Promise<AnyOperation>>> = {}

/** @throws UsageError MLC-PLAN-001 for a name that this version does not know. */
export const operationNamed = async (name: string): Promise<AnyOperation> => {
  const load = OPERATIONS[name]
  if (load === undefined) {
    throw new UsageError('MLC-PLAN-001', `This mlctl does not know the operation ${name}.`, {
      hint: 'The plan was made by another version: make it again with this one.',
    })
  }
  return load()
}

/** For the table of operations that the documentation shows. */
export const operationNames = (): readonly string[] => Object.keys(OPERATIONS)
