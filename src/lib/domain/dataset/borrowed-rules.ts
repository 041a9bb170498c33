import type { RecordLimits } from './limits.ts'
import type { JsonObject, RecordRule } from './rule.ts'

export type Borrowing = {
  /** Rule ids without their format: `role` of `converse.role`. */
  readonly names: readonly string[]
  readonly prefix: string
  readonly source: string
  /** The record that every rule of the borrowing format accepts. */
  readonly accepted: JsonObject
  /** Makes the other format's refused example one of this format. */
  readonly refused?: (record: JsonObject) => JsonObject
  readonly limits?: RecordLimits
}

/** Rules of another format under this one's name: the same fact is written once. */
export const borrowed = (
  rules: readonly RecordRule[],
  { names, prefix, source, accepted, refused = (record) => record, limits }: Borrowing,
): readonly RecordRule[] =>
  rules.flatMap((rule) => {
    const name = rule.id.slice(rule.id.indexOf('.') + 1)
    if (!names.includes(name)) return []
    const example = {
      accepted,
      refused: refused(rule.example.refused),
      ...(limits === undefined ? {} : { limits }),
    }
    return [{ ...rule, id: `${prefix}.${name}`, source, example }]
  })
