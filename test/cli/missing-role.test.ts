import { expect, it } from 'vitest'
import { parseLine } from '../../src/cli/parser.ts'
import { commands, groups } from '../../src/commands/index.ts'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const IMAGE = '--image 111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1'
const ON = `${IMAGE} --instance-type ml.m5.large --role ghost`

it.each([
  [`endpoint create fraud ${ON} --yes`, 'mlctl iam setup --for hosting --role ghost'],
  [`remote ${ON} --yes -- true`, 'mlctl iam setup --for training --role ghost'],
  [
    'iam check --for training --role ghost --data s3://a/b/ --output s3://a/c/',
    'mlctl iam setup --for training --role ghost --data s3://a/b/ --output s3://a/c/',
  ],
])('%s says how the role is made, by a line that parses', async (line, remedy) => {
  const { exitCode, err } = await cli(line, { folder: tempFolder() })
  expect(exitCode).toBe(5)
  expect(err).toContain(remedy)
  await parseLine(remedy.split(' ').slice(1), commands, {
    version: '0',
    groups,
    columns: 80,
    writeHelp: () => undefined,
  })
})
