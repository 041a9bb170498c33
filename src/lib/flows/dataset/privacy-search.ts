import {
  type AllowList,
  allowList,
  readAllowList,
} from '../../domain/dataset/privacy/allow-list.ts'
import type { Search } from '../../domain/dataset/privacy/detect.ts'
import type { Confidence } from '../../domain/dataset/privacy/detector.ts'
import {
  type PrivacyCheck,
  type PrivacyMode,
  privacyCheck,
} from '../../domain/dataset/privacy/rules.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { readYaml } from '../finetune/read-yaml.ts'

export type SearchRequest = {
  readonly minConfidence: Confidence
  /** Path of the allow-list. */
  readonly allow?: string
}

export type PrivacyRequest = Partial<SearchRequest> & {
  /** `off` when absent. */
  readonly privacy?: PrivacyMode
}

/**
 * What private values to look for, and which may stay.
 * @throws DataError MLC-DATA-041 when the allow-list is not one.
 */
export const privacySearch = async (
  { files }: Pick<Ports, 'files'>,
  { minConfidence, allow }: SearchRequest,
): Promise<{ readonly search: Search; readonly allowed: AllowList }> => {
  const entries = allow === undefined ? [] : await entriesOf(files, allow)
  const allowed = allowList(entries)
  const { allows, passed } = allowed
  return { search: { minConfidence, allows, passed }, allowed }
}

/**
 * What `validate` looks for; undefined when nothing.
 * @throws as `privacySearch`.
 */
export const privacyCheckOf = async (
  ports: Pick<Ports, 'files'>,
  request: PrivacyRequest,
): Promise<PrivacyCheck | undefined> => {
  const { privacy = 'off', minConfidence = 'medium', allow } = request
  const given = { minConfidence, ...(allow === undefined ? {} : { allow }) }
  const { search } = await privacySearch(ports, given)
  return privacyCheck(privacy, search)
}

const entriesOf = async (files: Ports['files'], path: string) => {
  const { value } = await readYaml(files, path, 'MLC-DATA-041')
  const reading = readAllowList(value)
  if (reading.ok) return reading.entries
  throw new DataError('MLC-DATA-041', `${path} is no allow-list.`, {
    why: reading.problems.slice(0, 5).join('; '),
    hint: "For example: allow: [{ pattern: '*@acme.com', detector: email, reason: public addresses }]",
    details: { problems: reading.problems },
  })
}
