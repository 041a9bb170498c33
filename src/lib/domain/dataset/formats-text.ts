import type { Style } from '../../ports/io.ts'
import type { FormatDocument } from './format-documents.ts'

/** Formats for people; the rules only of one format, for the list is long. */
export const formatsText = (formats: readonly FormatDocument[], style: Style): string =>
  formats.map((format) => formatText(format, style, formats.length === 1)).join('\n\n')

const formatText = (format: FormatDocument, style: Style, withRules: boolean): string => {
  const limits = Object.entries(format.limits ?? {}).map(
    ([name, value]) => `    ${name}: ${limitText(value)}`,
  )
  const rules = format.rules.map(
    ({ id, severity, what }) => `    ${severity === 'error' ? ' ' : '?'} ${id}: ${what}`,
  )
  return [
    `${style.bold(format.name)}  ${format.summary}`,
    `  ${JSON.stringify(format.example)}`,
    `  models: ${format.anyModel ? 'any, with --model' : format.models.join(', ') || 'none'}`,
    ...(limits.length > 0 ? ['  limits:', ...limits] : []),
    ...(withRules ? ['  rules (? is a warning):', ...rules] : []),
    style.dim(`  ${format.source}`),
  ].join('\n')
}

/** A limit in one line. */
export const limitText = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(' ') || 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
