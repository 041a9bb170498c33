import type { SecretPlace } from '../../domain/audit/facts.ts'
import { findPrivate } from '../../domain/dataset/privacy/detect.ts'

/** Names of variables that hold a secret when their value is none of the forms below. */
const SECRET_NAME =
  /(?:^|[_-])(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)(?:$|[_-])/i

/** A name whose value is about a secret, not one: how many tokens, which tokenizer, where it lies. */
const ABOUT =
  /(?:^|[_-])(?:max|min|num|n|len|length|count|size|limit|id|ids|name|arn|path|file|url|uri|type|ttl|tokenizer|eos|bos|pad|unk|special)(?:$|[_-])/i

/** References, switches and numbers say nothing that must be kept secret. */
const HARMLESS =
  /^(?:|true|false|none|null|\d+(?:\.\d+)?|arn:aws[a-z-]*:.*|\{\{resolve:.*\}\}|\$\{.*\}|s3:\/\/.*|\/opt\/ml\/.*|\*+)$/i

/**
 * The places of an environment, or of hyperparameters, that look like a secret: by the marks of known
 * tokens, or by the name. The value itself is not part of it, for reports are passed around.
 */
export const secretPlaces = (
  where: string,
  values: Readonly<Record<string, string>>,
): readonly SecretPlace[] =>
  Object.entries(values).flatMap(([name, value]) => {
    const place = `${where}.${name}`
    const token = findPrivate(`${name}=${value}`, { minConfidence: 'medium' }).find(
      ({ detector }) => detector.kind === 'secret',
    )
    if (token !== undefined) return [{ place, what: token.detector.what }]
    const looksSecret = SECRET_NAME.test(name) && !ABOUT.test(name) && !HARMLESS.test(value.trim())
    return looksSecret ? [{ place, what: 'named like a secret' }] : []
  })
