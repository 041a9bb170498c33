import { array, assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lintContext } from '../../../src/lib/domain/container/lint/lint.ts'
import type { LintInput } from '../../../src/lib/domain/container/lint/view.ts'
import type { ExampleContext } from '../../../src/lib/domain/container/rules/rule.ts'
import { buildContext } from '../../support/build-context.ts'

const PYTHON = 'FROM public.ecr.aws/docker/library/python:3.12-slim'
const SCRIPT = { text: '#!/usr/bin/env python3\nprint()\n', executable: true }

const lintOf = (context: ExampleContext, more: Partial<LintInput> = {}) =>
  lintContext(buildContext(context, more))

/** `CTR106:2` for each finding about the Dockerfile. */
const placesOf = (context: ExampleContext, more: Partial<LintInput> = {}) =>
  lintOf(context, more).findings.map(({ rule, file, line }) =>
    file === 'Dockerfile' ? `${rule}:${line}` : `${rule}:${file}`,
  )

describe('contexts as people write them', () => {
  it.each<[string, ExampleContext, readonly string[]]>([
    [
      'programs train and serve on a PATH of their own',
      {
        dockerfile: `${PYTHON}\nENV PATH="/opt/program:\${PATH}"\nCOPY decision_trees /opt/program\nWORKDIR /opt/program\n`,
        files: { 'decision_trees/train': SCRIPT, 'decision_trees/serve': SCRIPT },
        kind: 'training',
      },
      [],
    ],
    [
      'a program that only another stage has',
      {
        dockerfile: `${PYTHON} AS build\nCOPY serve /usr/local/bin/\n${PYTHON}\nRUN true\n`,
        files: { serve: SCRIPT },
        kind: 'training',
      },
      ['CTR203:3'],
    ],
    [
      'a program that comes from another stage',
      {
        dockerfile: `${PYTHON} AS build\nCOPY bin /out\n${PYTHON}\nCOPY --from=build /out/train /usr/local/bin/train\n`,
        files: { 'bin/train': SCRIPT },
        kind: 'training',
      },
      [],
    ],
    [
      'what a stage that another builds on has set',
      {
        dockerfile: `${PYTHON} AS base\nUSER app\nENTRYPOINT ["/usr/bin/start"]\nFROM base\nRUN true\n`,
      },
      ['CTR301:2'],
    ],
    [
      'the user of a stage that only builds',
      {
        dockerfile: `${PYTHON} AS build\nUSER app\n${PYTHON}\nENTRYPOINT ["/usr/bin/start"]\n`,
      },
      [],
    ],
    [
      'a base image in an argument with a default',
      { dockerfile: `ARG BASE=python\nFROM \${BASE}\nENTRYPOINT ["/usr/bin/start"]\n` },
      ['CTR102:2', 'CTR105:2'],
    ],
    [
      'Windows line ends in the Dockerfile itself',
      { dockerfile: `${PYTHON}\r\nRUN true \\\r\n  && true\r\nUSER app\r\nENTRYPOINT ["/x"]\r\n` },
      ['CTR301:4', 'CTR207:5'],
    ],
    [
      'single quotes, which are no JSON',
      { dockerfile: `${PYTHON}\nENTRYPOINT ['python3', 'main.py']\n` },
      ['CTR201:2'],
    ],
    [
      'a script in a here-document',
      {
        dockerfile: `${PYTHON}\nCOPY --chmod=755 <<EOF /usr/local/bin/serve\n#!/bin/sh\nexec python3 -m acme "$@"\nEOF\nLABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true\n`,
        kind: 'serving',
      },
      [],
    ],
    [
      'modes that RUN sets',
      {
        dockerfile: `${PYTHON}\nCOPY train /usr/local/bin/\nRUN chmod +x /usr/local/bin/train\n`,
        files: { train: SCRIPT.text },
        kind: 'training',
      },
      [],
    ],
    [
      'a framework image that brings its own entry point',
      {
        dockerfile:
          'FROM 763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.5.1-cpu-py311\nCOPY train.py /opt/ml/code/\nENV SAGEMAKER_PROGRAM=train.py\n',
        files: { 'train.py': 'print()\n' },
        kind: 'training',
      },
      [],
    ],
    [
      'a package of Linux that is not pip',
      {
        dockerfile: `${PYTHON}\nRUN apt-get update && apt-get install -y curl\nENTRYPOINT ["/usr/bin/start"]\n`,
      },
      ['CTR506:2'],
    ],
  ])('%s', (_what, context, expected) => expect(placesOf(context)).toEqual(expected))
})

describe('what is said', () => {
  it('names the nearest file that is there', () => {
    const { findings } = lintOf({
      dockerfile: `${PYTHON}\nCOPY requirement.txt /\nENTRYPOINT ["/usr/bin/x"]\n`,
      files: { 'requirements.txt': '' },
    })
    expect(findings[0]?.message).toContain('did you mean requirements.txt?')
  })

  it('says what it could not look at, and guesses nothing', () => {
    const { unchecked, findings } = lintOf({ dockerfile: `ARG BASE\nFROM \${BASE}\nRUN true\n` })
    expect(unchecked).toHaveLength(1)
    expect(findings).toEqual([])
  })

  it('takes a build argument for the base image', () => {
    const base = { dockerfile: `ARG BASE\nFROM \${BASE}\nENTRYPOINT ["/usr/bin/x"]\n` }
    expect(placesOf(base, { buildArgs: { BASE: 'debian:latest' } })).toEqual([
      'CTR102:2',
      'CTR105:2',
    ])
  })

  it('judges the stage that is asked for', () => {
    const dockerfile = `${PYTHON} AS one\nUSER app\nENTRYPOINT ["/usr/bin/x"]\n${PYTHON} AS two\nENTRYPOINT ["/usr/bin/x"]\n`
    expect(placesOf({ dockerfile }, { target: 'one' })).toEqual(['CTR301:2'])
    expect(placesOf({ dockerfile })).toEqual([])
  })

  it('holds arm64 to arm64', () => {
    const dockerfile = `${PYTHON.replace('FROM', 'FROM --platform=linux/arm64')}\nENTRYPOINT ["/usr/bin/x"]\n`
    expect(placesOf({ dockerfile }, { platform: 'linux/arm64' })).toEqual([])
    expect(placesOf({ dockerfile })).toEqual(['CTR103:1'])
  })

  it('leaves out rules that are ignored, and counts warnings as errors when it is strict', () => {
    const input = buildContext({ dockerfile: 'FROM python\nENTRYPOINT ["/usr/bin/x"]\n' })
    expect(lintContext(input).verdict).toBe('valid')
    expect(lintContext(input, { strict: true }).verdict).toBe('invalid')
    expect(lintContext(input, { strict: true, ignore: ['CTR102', 'CTR105'] }).verdict).toBe('valid')
  })

  it('gives a finding the same fingerprint wherever its line moves', () => {
    const prints = ['USER app', '\n\nUSER app'].map(
      (user) => lintOf({ dockerfile: `${PYTHON}\n${user}\nENTRYPOINT ["/x/y"]\n` }).findings,
    )
    const [one, two] = prints.map((all) => all.find(({ rule }) => rule === 'CTR301'))
    expect(one?.line).not.toBe(two?.line)
    expect(one?.fingerprint).toBe(two?.fingerprint)
  })
})

describe('any text at all', () => {
  const words = constantFrom(
    'FROM',
    'python',
    'COPY',
    '--from=a',
    '.',
    '/x',
    '\n',
    '\\\n',
    '[',
    '"a"',
    ']',
    '$A',
    `\${A:-b}`,
    'RUN',
    '<<EOF',
    'EOF',
    'ENV',
    'A=b',
    'USER',
    'AS',
    'a',
    '#',
    'ARG',
    'ONBUILD',
    '\r\n',
    'LABEL',
  )

  it('made of what Dockerfiles are made of is judged without an exception, the same twice', () =>
    assert(
      property(array(words, { maxLength: 40 }), (parts) => {
        const dockerfile = parts.join(' ')
        const files = { 'a.py': 'print()\n', serve: '#!/bin/sh\n' }
        expect(lintOf({ dockerfile, files })).toEqual(lintOf({ dockerfile, files }))
      }),
    ))

  it('whatsoever has a verdict', () =>
    assert(
      property(string(), (dockerfile) => {
        expect(lintOf({ dockerfile }).verdict).toMatch(/^(?:in)?valid$/)
      }),
    ))
})
