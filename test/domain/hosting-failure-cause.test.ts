import { describe, expect, it } from 'vitest'
import { roleCause, roleCheckCommand } from '../../src/lib/domain/hosting/failure-cause.ts'

const ROLE = 'arn:aws:iam::111122223333:role/service-role/serving'

describe('what a failure says of the model’s role', () => {
  it.each([
    [
      `The role '${ROLE}' does not have BatchGetImage permission for the image: '1.dkr.ecr.us-east-1.amazonaws.com/m:1'.`,
      { what: 'image', role: 'serving' },
      'mlctl iam check --for hosting --role serving',
    ],
    [
      `Role ${ROLE} cannot pull 1.dkr.ecr.us-east-1.amazonaws.com/m:1. Ensure that the role exists`,
      { what: 'image', role: 'serving' },
      'mlctl iam check --for hosting --role serving',
    ],
    [
      'Failed to download model data for container "container_1" from URL: "s3://acme/m.tar.gz". Please ensure that there is an object',
      { what: 'data', data: 's3://acme/m.tar.gz' },
      'mlctl iam check --for hosting --role <the model’s role> --data s3://acme/m.tar.gz',
    ],
    [
      `Could not access model data at s3://acme/m.tar.gz. Please ensure that the role "${ROLE}" exists and`,
      { what: 'data', data: 's3://acme/m.tar.gz', role: 'serving' },
      'mlctl iam check --for hosting --role serving --data s3://acme/m.tar.gz',
    ],
    [
      `The execution role ARN "${ROLE}" is invalid. Please ensure that the role exists`,
      { what: 'trust', role: 'serving' },
      'mlctl iam check --for hosting --role serving',
    ],
  ] as const)('is read from: %s', (reason, cause, command) => {
    const found = roleCause(reason)
    expect(found).toEqual(cause)
    expect(found && roleCheckCommand(found)).toBe(command)
  })

  it.each([
    undefined,
    'The primary container for production variant A did not pass the ping health check.',
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
  ])('is nothing where the reason is another: %s', (reason) => {
    expect(roleCause(reason)).toBeUndefined()
  })
})
