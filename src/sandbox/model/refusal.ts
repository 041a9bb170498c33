import { ServiceError } from '../service.ts'
import { type Violation, violationsOf } from './constraints.ts'
import type { Model } from './types.ts'

/** How AWS words broken constraints (form as the services answer; exact texts vary by service). */
const wording = (violations: readonly Violation[]): string => {
  const count = violations.length
  const each = violations.map(
    ({ path, value, constraint, kind }) =>
      `Value ${kind === 'required' ? 'null' : `'${value}'`} at '${path}' failed to satisfy constraint: ${constraint}`,
  )
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${each.join('; ')}`
}

/** S3 has a code of its own for some members. */
const S3_CODES: Readonly<Record<string, readonly [string, string]>> = {
  Bucket: ['InvalidBucketName', 'The specified bucket is not valid.'],
  Key: ['KeyTooLongError', 'Your key is too long'],
  StorageClass: ['InvalidStorageClass', 'The storage class you specified is not valid'],
  CreateBucketConfiguration: [
    'InvalidLocationConstraint',
    'The specified location-constraint is not valid',
  ],
}

const MALFORMED_XML =
  'The XML you provided was not well-formed or did not validate against our published schema'

const s3Refusal = (model: Model, operation: string, violation: Violation): ServiceError => {
  const special = S3_CODES[violation.top]
  if (special !== undefined && violation.kind !== 'required') return new ServiceError(...special)
  const input = model.operations[operation]?.input ?? ''
  const location = model.shapes[input]?.members?.[violation.top]?.location
  if (location === undefined) return new ServiceError('MalformedXML', MALFORMED_XML)
  const members = { ArgumentName: violation.top, ArgumentValue: violation.value }
  const text = `Value for ${violation.top} is not valid: ${violation.constraint}`
  return new ServiceError('InvalidArgument', text, 400, members)
}

/** EC2 names the parameter and its value, and no constraint of the model. */
const ec2Refusal = ({ path, top, value, kind, constraint }: Violation): ServiceError => {
  if (kind === 'required') {
    const name = path.split('.').at(-1) ?? top
    return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`)
  }
  const why = constraint.replace('Member must', 'It must')
  const text = `Value (${value}) for parameter ${path} is invalid. ${why}.`
  return new ServiceError('InvalidParameterValue', text)
}

/** The error a service answers to an input that breaks its API model; undefined for a good one. */
export const refusalOf = (
  model: Model,
  operation: string,
  input: object,
): ServiceError | undefined => {
  const violations = violationsOf(model, operation, input)
  const first = violations[0]
  if (first === undefined) return undefined
  if (model.protocol === 'rest-xml') return s3Refusal(model, operation, first)
  if (model.protocol === 'ec2') return ec2Refusal(first)
  const isQuery =
    model.protocol === 'query' || model.queryCompatible || model.service === 'sagemaker-runtime'
  const code = isQuery ? 'ValidationError' : 'ValidationException'
  return new ServiceError(code, wording(violations))
}
