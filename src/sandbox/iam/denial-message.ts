import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Call } from '../service.ts'
import type { Request } from './evaluate.ts'
import type { Refusal } from './judge.ts'

/**
 * What DecodeAuthorizationMessage tells of a refusal, encoded: only who may decode it learns it.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export const encodeDenial = (call: Call, request: Request, refusal: Refusal): string => {
  const { action, resource, context } = request
  const items = [...context].map(([key, values]) => ({
    key,
    values: { items: values.map((value) => ({ value })) },
  }))
  const message = {
    allowed: false,
    explicitDeny: refusal.isExplicit,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: call.caller.userId, arn: call.caller.arn },
      action,
      resource,
      conditions: { items },
    },
  }
  return deflateRawSync(JSON.stringify(message)).toString('base64url')
}

/** The decoded text; undefined for what the sandbox never encoded. */
export const decodeDenial = (encoded: string): string | undefined => {
  try {
    const text = inflateRawSync(Buffer.from(encoded, 'base64url')).toString()
    return 'allowed' in (JSON.parse(text) as object) ? text : undefined
  } catch {
    return undefined
  }
}
