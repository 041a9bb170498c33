import type { LineCounter as LineCounterOf, ParsedNode } from 'yaml'
import { isTooDeepYaml } from '../../domain/core/yaml-depth.ts'
import { DataError, type ErrorId, StateError } from '../../errors.ts'
import type { Files } from '../../ports/files.ts'

/** A YAML or JSON file as plain data, and where each member stands in it. */
export type YamlFile = {
  readonly value: unknown
  /** `file:line:column` (from 1) of the member at a path; the nearest enclosing one when it is absent. */
  readonly at: (path: readonly string[]) => string
}

/** More aliases than this expand to a bomb, not to a recipe. */
const MAX_ALIASES = 50
/** Of files whose forms `mlctl help recipes` shows. */
const SHOWN_IN_HELP: readonly ErrorId[] = ['MLC-FT-001', 'MLC-TRN-001', 'MLC-HOST-027']
/** A hand-written file is smaller; a data set given by mistake is not read into memory. */
const MAX_BYTES = 1024 * 1024

/**
 * Reads YAML (and so JSON). Duplicate keys, tabs and unclosed brackets are errors with their place.
 * @throws StateError when the file is missing; DataError with `code` when it is no readable YAML.
 */
export const readYaml = async (
  files: Files,
  path: string,
  code: ErrorId = 'MLC-FT-001',
): Promise<YamlFile> => {
  const stat = await files.stat(path)
  if (stat !== undefined && stat.sizeBytes > MAX_BYTES) {
    throw new DataError(code, `${path} is too large for a settings file (more than 1 MiB).`)
  }
  if (stat === undefined && SHOWN_IN_HELP.includes(code)) {
    throw new StateError('MLC-FILE-001', `There is no file ${path}.`, {
      hint: 'What such a file can hold, with examples: mlctl help recipes',
    })
  }
  const text = await files.readText(path)
  if (isTooDeepYaml(text)) {
    throw new DataError(code, `${path} nests more than 100 levels deep: it is no settings file.`)
  }
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    throw new DataError(code, `${placeOf(path, lines, error.pos[0])}: ${error.message}`)
  }
  try {
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      at: (members) => placeOf(path, lines, startOf(document, members)),
    }
  } catch (cause) {
    throw new DataError(code, `${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

type Nodes = { getIn(path: readonly string[], keepScalar: true): unknown }

const startOf = (document: Nodes, members: readonly string[]): number => {
  for (let length = members.length; length > 0; length--) {
    const node = document.getIn(members.slice(0, length), true) as ParsedNode | undefined
    if (node?.range !== undefined && node.range !== null) return node.range[0]
  }
  return 0
}

const placeOf = (path: string, lines: LineCounterOf, offset: number): string => {
  const { line, col } = lines.linePos(offset)
  return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`
}
