import { existsSync } from 'node:fs'
import type { Call, Input, Output, Service } from '../../../src/sandbox/service.ts'

type Checker = {
  checkInput(service: string, operation: string, input: unknown): unknown[]
  checkOutput(service: string, operation: string, output: unknown): unknown[]
  checkError(service: string, operation: string, code: string): unknown[]
}

const CHECKER = new URL('../../../../shared/aws-models/check.mjs', import.meta.url)

/** The independent API models of the sibling folder `../shared`; undefined when it is absent. */
export const checker: Checker | undefined = existsSync(CHECKER)
  ? ((await import(CHECKER.href)) as Checker)
  : undefined

const demandNone = (what: string, violations: readonly unknown[] | undefined): void => {
  if (violations !== undefined && violations.length > 0) {
    throw new Error(`${what}: ${JSON.stringify(violations)}`)
  }
}

/** Runs an operation; input, output and error code must fit the API model where it is at hand. */
export const runChecked = async (service: Service, call: Call, input: Input): Promise<Output> => {
  const { operation } = call
  const implementation = service.operations[operation]
  if (implementation === undefined) throw new Error(`no operation ${operation}`)
  demandNone(`input of ${operation}`, checker?.checkInput(service.name, operation, input))
  try {
    const output = await implementation(call, input)
    // A stream is judged by the tests that read it.
    if (operation.endsWith('Stream')) return output
    demandNone(`output of ${operation}`, checker?.checkOutput(service.name, operation, output))
    return output
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== undefined) {
      demandNone(`error of ${operation}`, checker?.checkError(service.name, operation, code))
    }
    throw error
  }
}
