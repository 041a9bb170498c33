import { expect, it } from 'vitest'
import { lintContext } from '../../../src/lib/domain/container/lint/lint.ts'
import type { ExampleContext } from '../../../src/lib/domain/container/rules/rule.ts'
import { containerRules } from '../../../src/lib/domain/container/rules/table.ts'
import { buildContext } from '../../support/build-context.ts'

const rulesBroken = (context: ExampleContext) =>
  lintContext(buildContext(context)).findings.map(({ rule }) => rule)

const linted = containerRules().filter(({ checkedBy }) => checkedBy.includes('lint'))

it.each(linted)('$id refuses what breaks it and accepts what does not: $what', (rule) => {
  expect(rule.example).toBeDefined()
  if (rule.example === undefined) return
  expect(rulesBroken(rule.example.refused)).toContain(rule.id)
  expect(rulesBroken(rule.example.accepted)).not.toContain(rule.id)
})

it('knows more than forty rules without an engine', () => {
  expect(linted.length).toBeGreaterThan(40)
})

it.each(containerRules())('$id says what, why, how to fix it and where that is written', (rule) => {
  const { id, what, why, fix, source, checkedBy } = rule
  expect(id).toMatch(/^CTR[1-9]\d\d$/)
  expect(Math.min(what.length, why.length, fix.length)).toBeGreaterThan(10)
  expect(
    source === 'mlctl' || source === 'SageMaker API model' || source.startsWith('https://'),
  ).toBe(true)
  expect(checkedBy.length).toBeGreaterThan(0)
})
