import { nearest } from '../../domain/core/nearest.ts'
import {
  CHAT_FORMAT_NAMES,
  type ChatFormat,
  findChatFormat,
} from '../../domain/dataset/convert/chat-formats.ts'
import { TABLE_KINDS, type TableKind } from '../../domain/dataset/table-kind.ts'
import { UsageError } from '../../errors.ts'

/**
 * What `--input-format` means: a kind of table, or a form of conversations.
 * @throws UsageError MLC-DATA-033 for neither.
 */
export const inputForm = (
  name: string | undefined,
): { readonly kind?: TableKind; readonly chat?: ChatFormat } => {
  if (name === undefined) return {}
  const kind = TABLE_KINDS.find((one) => one === name)
  if (kind !== undefined) return { kind }
  const chat = findChatFormat(name)
  if (chat !== undefined) return { chat }
  const all = [...TABLE_KINDS, ...CHAT_FORMAT_NAMES]
  const [meant] = nearest(name, all)
  throw new UsageError('MLC-DATA-033', `There is no input format ${name}.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}All: ${all.join(', ')}.`,
  })
}
