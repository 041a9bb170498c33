import type { AnyCommand } from '../commands/define.ts'
import { nearest } from '../lib/domain/core/nearest.ts'
import { UsageError } from '../lib/errors.ts'

type Document = Readonly<Record<string, unknown>>

/** The one JSON document of a command: schema version, where it comes from, the result. */
export const resultDocument = (
  def: AnyCommand,
  result: unknown,
  options: { readonly sandbox: boolean; readonly fields: string | undefined },
): Document => {
  const body = isDocument(result) ? result : { value: result }
  const shown = options.fields === undefined ? body : selectFields(def, body, options.fields)
  return { schemaVersion: 1, ...(options.sandbox ? { sandbox: true } : {}), ...shown }
}

/** `--fields a,b.c`: of the items where the result is a list. @throws UsageError MLC-CLI-004 */
const selectFields = (def: AnyCommand, body: Document, fields: string): Document => {
  const wanted = fields.split(',').map((field) => field.trim())
  const items = def.items === undefined ? undefined : body[def.items]
  if (def.items !== undefined && Array.isArray(items)) {
    return { [def.items]: items.map((item) => pick(item as Document, wanted)) }
  }
  return pick(body, wanted)
}

const pick = (from: Document, wanted: readonly string[]): Document => {
  const picked: Record<string, unknown> = {}
  for (const field of wanted) {
    const [head = '', ...rest] = field.split('.')
    if (!(head in from)) throw unknownField(field, Object.keys(from))
    picked[field] = rest.reduce<unknown>(
      (at, name) => (isDocument(at) ? at[name] : undefined),
      from[head],
    )
  }
  return picked
}

const unknownField = (field: string, valid: readonly string[]) => {
  const near = nearest(field, valid)
  return new UsageError('MLC-CLI-004', `There is no field ${field} in this result.`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}Fields: ${valid.join(', ')}`,
  })
}

const isDocument = (value: unknown): value is Document =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
