import { expect, it } from 'vitest'
import { aimLines } from '../../src/lib/domain/core/aimed-lines.ts'

const commands = [
  { path: ['finetune', 'watch'], changes: 'nothing', iamActions: ['bedrock:Get'] },
  { path: ['rollout'], changes: 'aws', iamActions: [] },
  { path: ['explain'], changes: 'nothing', iamActions: [] },
] as const

const inSandbox = aimLines(commands, { sandbox: true })

it.each([
  ['  next: mlctl finetune watch f-1', '  next: mlctl --sandbox finetune watch f-1'],
  ['Again: mlctl rollout --weight 10', 'Again: mlctl --sandbox rollout --weight 10'],
  ['(mlctl finetune watch a)', '(mlctl --sandbox finetune watch a)'],
  ['\u001b[2mmlctl rollout\u001b[22m', '\u001b[2mmlctl --sandbox rollout\u001b[22m'],
  ['mlctl rollout\nmlctl rollout', 'mlctl --sandbox rollout\nmlctl --sandbox rollout'],
  ['mlctl rollout, or mlctl rollout', 'mlctl --sandbox rollout, or mlctl --sandbox rollout'],
])('in the sandbox %j becomes %j', (text, aimed) => expect(inSandbox(text)).toBe(aimed))

it.each([
  ['one that has the flag', 'mlctl finetune watch f-1 --sandbox'],
  ['one that calls nobody', 'mlctl explain MLC-AWS-001'],
  ['a name that ends so', 'my-mlctl rollout, /opt/mlctl rollout'],
  ['prose about the program', 'mlctl never asks there, mlctl watches'],
])('leaves %s as it is', (_what, text) => expect(inSandbox(text)).toBe(text))

it('quotes what the shell would read differently, and adds only what is missing', () =>
  expect(
    aimLines(commands, { profile: "o'brien", region: 'eu-west-1' })(
      'mlctl finetune watch a --region us-east-1',
    ),
  ).toBe(`mlctl --profile 'o'\\''brien' finetune watch a --region us-east-1`))

it('leaves everything as it is when nothing on the line said where to go', () =>
  expect(aimLines(commands, { profile: undefined })('mlctl rollout')).toBe('mlctl rollout'))
