/** A kind of file that holds secrets by its very purpose. */
type SecretName = { readonly pattern: RegExp; readonly what: string }

/**
 * File names that say "secret"; checked on the path relative to the packed folder.
 * Source of the names: the ignore templates at https://github.com/github/gitignore and the documents
 * of the tools that write them.
 */
const SECRET_NAMES: readonly SecretName[] = [
  {
    pattern: /(^|\/)\.env(\.(?!(example|sample|template|dist)$)[^/]*)?$/,
    what: 'environment with secrets',
  },
  { pattern: /(^|\/)\.aws\/(credentials|config)$/, what: 'AWS credentials' },
  { pattern: /(^|\/)credentials(\.(json|ya?ml|csv|ini))?$/i, what: 'credentials' },
  { pattern: /(^|\/)(root|access)keys?\.csv$/i, what: 'AWS access keys' },
  { pattern: /\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/i, what: 'a private key or key store' },
  { pattern: /(^|\/)id_(rsa|dsa|ecdsa|ed25519)$/, what: 'a private SSH key' },
  {
    pattern: /(^|\/)\.(netrc|pgpass|pypirc|npmrc|git-credentials|htpasswd)$/,
    what: 'passwords or tokens',
  },
  { pattern: /(^|\/)\.docker\/config\.json$/, what: 'registry passwords' },
  { pattern: /(^|\/)kaggle\.json$/, what: 'a Kaggle token' },
  { pattern: /(^|\/)[^/]*service[-_]?account[^/]*\.json$/i, what: 'a service account key' },
  {
    pattern: /(^|\/)[^/]+\.tfstate(\.backup)?$/,
    what: 'Terraform state, which holds secrets in the clear',
  },
]

/** What a file with this path is likely to hold; undefined when its name says nothing. */
export const secretByName = (path: string): string | undefined =>
  SECRET_NAMES.find(({ pattern }) => pattern.test(path))?.what
