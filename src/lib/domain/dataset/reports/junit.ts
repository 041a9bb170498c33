import type { Finding, RuleCount } from '../findings.ts'
import { type Reported, subjectOf } from './reported.ts'

type Case = {
  readonly name: string
  readonly rule?: RuleCount
  readonly findings: readonly Finding[]
}

/**
 * A validation in the JUnit form that CI systems read: a suite for each file, a case for each rule
 * that it breaks, and one that passes when it breaks none. Warnings pass, with their text as output;
 * what concerns the whole data set is a suite of its own.
 */
export const junitXml = (report: Reported): string => {
  const suites = [...report.files.map((file) => suiteOf(file, report)), ...wholeSuite(report)]
  const sum = (of: (suite: Suite) => number) => suites.reduce((n, suite) => n + of(suite), 0)
  const counts = `tests="${sum(({ cases }) => cases.length)}" failures="${sum(failuresOf)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(subjectOf(report).command)}" ${counts}>`,
    ...suites.map(suiteXml),
    '</testsuites>',
    '',
  ].join('\n')
}

type Suite = { readonly name: string; readonly cases: readonly Case[] }

const suiteOf = ({ path }: { readonly path: string }, report: Reported): Suite => {
  const own = report.findings.filter(({ file, line }) => file === path && line !== undefined)
  return { name: path, cases: casesOf(own, report, subjectOf(report).fine.file) }
}

/** Rules about files and sets, and rules of which every finding is only counted. */
const wholeSuite = (report: Reported): readonly Suite[] => {
  const { fine, whole: name } = subjectOf(report)
  const whole = report.findings.filter(({ line }) => line === undefined)
  const listed = new Set(report.findings.map(({ rule }) => rule))
  const counted = report.byRule
    .filter(({ rule, count }) => count > 0 && !listed.has(rule))
    .map((rule) => ({ name: rule.rule, rule, findings: [] }))
  const cases = [...casesOf(whole, report, fine.whole), ...counted]
  return [{ name, cases }]
}

const casesOf = (
  findings: readonly Finding[],
  { byRule }: Reported,
  fine: string,
): readonly Case[] => {
  const cases = byRule.flatMap((rule) => {
    const own = findings.filter((finding) => finding.rule === rule.rule)
    return own.length === 0 ? [] : [{ name: rule.rule, rule, findings: own }]
  })
  return cases.length === 0 ? [{ name: fine, findings: [] }] : cases
}

const failuresOf = ({ cases }: Suite): number =>
  cases.filter(({ rule }) => rule?.severity === 'error').length

const suiteXml = (suite: Suite): string =>
  [
    `  <testsuite name="${escaped(suite.name)}" tests="${suite.cases.length}" failures="${failuresOf(suite)}" errors="0">`,
    ...suite.cases.map((one) => caseXml(one, suite.name)),
    '  </testsuite>',
  ].join('\n')

const caseXml = ({ name, rule, findings }: Case, suite: string): string => {
  const open = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`
  if (rule === undefined) return `${open}/>`
  const text = escaped([...findings.map(lineOf), `${rule.count} in all. ${rule.fix}`].join('\n'))
  const inside =
    rule.severity === 'error'
      ? `<failure type="${escaped(name)}" message="${escaped(rule.what)}">${text}</failure>`
      : `<system-out>${text}</system-out>`
  return `${open}>${inside}</testcase>`
}

const lineOf = ({ file, line, column, message }: Finding): string =>
  `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Text for XML 1.0, which has no form at all for most control characters and half pairs. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '·')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '·')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
