import { harmless } from './harmless.ts'

const GONE = '…'

/** What names a secret in the environment; those that name a place or a number of one are none. */
const SECRET_NAME = /SECRET|TOKEN|PASSW(?:OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|PRIVATE_?KEY/i
const NO_SECRET = /_(?:ID|FILE|PATH|URI|URL|DIR|NAME|TYPE|ENDPOINT|EXPIRATION)$/i

/** Shorter values are words that occur by themselves: hiding them would tear texts apart. */
const LEAST_LENGTH = 12

/** Secrets that no text of mlctl needs, whoever's they are. */
const REQUEST_SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // Presigned addresses and canonical requests; whoever has the address has the right.
  [/(x-amz-(?:signature|security-token)["']?\s{0,4}[=:]\s{0,4}["']?)[^&\s'"<]+/gi, `$1${GONE}`],
  [/(authorization["']?\s{0,4}[=:]\s{0,4}["']?(?:basic|bearer)\s)[^\s'",]+/gi, `$1${GONE}`],
  // Logins of proxies and registries.
  [/:\/\/[^\s/@:"']{1,200}:[^\s/@"']{1,500}@/g, `://${GONE}@`],
]

/**
 * Removes what must not be shown of a service's words: besides the secrets of requests, signatures of
 * headers and all but the kind of an access key.
 */
export const redact = (message: string): string =>
  withoutRequestSecrets(message)
    .replace(/(x-amz-credential\s{0,4}[=:]\s{0,4})[^&\s'"<]+/gi, `$1${GONE}`)
    .replace(/\b(Signature|Credential|AWSAccessKeyId)=[^&,\s'"<]+/g, `$1=${GONE}`)
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}/g, `$1${GONE}`)
    .replace(/(secret[_ ]?(?:access[_ ]?)?key["']?\s{0,4}[=:]\s{0,4}["']?)[^\s"',]+/gi, `$1${GONE}`)

const withoutRequestSecrets = (text: string): string =>
  REQUEST_SECRETS.reduce((left, [pattern, shown]) => left.replace(pattern, shown), text)

/**
 * What every text passes on its way to the user: the values of this environment's secrets and those of
 * requests are gone, and nothing steers the terminal.
 */
export const shownIn = (
  environment: Readonly<Record<string, string | undefined>>,
): ((text: string) => string) => {
  const values = secretForms(environment)
  return (text) => {
    const known = values.reduce(
      (left, value) => (left.includes(value) ? left.replaceAll(value, GONE) : left),
      text,
    )
    return harmless(withoutRequestSecrets(known))
  }
}

/** The secrets as they stand in texts, in JSON and in addresses; the longest first. */
const secretForms = (
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] =>
  Object.entries(environment)
    .flatMap(([name, value = '']) =>
      SECRET_NAME.test(name) && !NO_SECRET.test(name) && value.length >= LEAST_LENGTH
        ? [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]
        : [],
    )
    .sort((a, b) => b.length - a.length)
