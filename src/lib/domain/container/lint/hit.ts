import type { ContainerRuleId } from '../rules/table.ts'
import type { LintView } from './view.ts'

/** A broken rule at a place; without `file` the Dockerfile is meant, without `line` a file as a whole. */
export type Hit = { readonly file?: string; readonly line?: number; readonly message: string }

export type Check = (view: LintView) => readonly Hit[]

export type CheckTable = { readonly [Id in ContainerRuleId]?: Check }

export const NONE: readonly Hit[] = []

/** The line (from 1) of an index in a text. */
export const lineAt = (text: string, index: number): number => {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++
  return line
}
