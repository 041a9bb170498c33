import { checkEndpointConfig } from '../../domain/hosting/check-config.ts'
import {
  ELASTIC_INFERENCE_GONE,
  ELASTIC_INFERENCE_INSTEAD,
  elasticInferenceUses,
  withoutElasticInference,
} from '../../domain/hosting/elastic-inference.ts'
import { DataError } from '../../errors.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'
import type { Io } from '../../ports/io.ts'

/** Says that Elastic Inference is gone and what replaces it, and goes on without it. */
export const dropElasticInference = <T>(io: Io, document: T): T => {
  const uses = elasticInferenceUses(document)
  if (uses.length === 0) return document
  const places = uses.map(({ path, value }) => `${path} ${value}`.trim()).join(', ')
  io.warn(`${ELASTIC_INFERENCE_GONE} Left out: ${places}.`)
  for (const { what, when } of ELASTIC_INFERENCE_INSTEAD) io.note(`  instead: ${what} (${when})`)
  return withoutElasticInference(document)
}

/**
 * Checks a config by itself: errors end it, warnings and advice are said.
 * @throws DataError MLC-HOST-023 with all errors.
 */
export const judgeConfig = (
  io: Io,
  body: EndpointConfigBody,
  models: readonly HostedModelBody[],
): void => {
  const findings = checkEndpointConfig(withSurroundings(body, models))
  for (const found of findings) {
    if (found.level === 'warning') io.warn(found.message)
    if (found.level === 'advice') io.note(found.message)
  }
  const errors = findings.filter(({ level }) => level === 'error')
  if (errors.length === 0) return
  throw new DataError('MLC-HOST-023', 'SageMaker would refuse this endpoint config.', {
    why: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    hint: 'Nothing was changed. Correct what is named.',
    details: { findings: errors },
  })
}

/** A network belongs to the models; a serverless endpoint may have none there either. */
const withSurroundings = (
  body: EndpointConfigBody,
  models: readonly HostedModelBody[],
): EndpointConfigBody => {
  const vpc = body.VpcConfig ?? models.find((model) => model.VpcConfig)?.VpcConfig
  const isolated = models.some((model) => model.EnableNetworkIsolation === true)
  return {
    ...body,
    ...(vpc === undefined ? {} : { VpcConfig: vpc }),
    ...(isolated ? { EnableNetworkIsolation: true } : {}),
  }
}
