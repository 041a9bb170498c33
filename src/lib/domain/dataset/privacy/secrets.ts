import { Buffer } from 'node:buffer'
import { type Detector, type PatternRow, patternDetector } from './detector.ts'
import { TRAIT } from './traits.ts'

/** A token that its issuer marked with a prefix. */
type TokenRow = Pick<PatternRow, 'id' | 'what' | 'source' | 'judge'> & {
  readonly confidence?: PatternRow['confidence']
  /** Regular expression of the mark; a token has it, JSON-escaped or not. */
  readonly prefix: string
  /** What follows it, bounded. */
  readonly rest: string
}

const GITHUB =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github'
const GITLAB = 'https://docs.gitlab.com/security/tokens/'
const SLACK = 'https://docs.slack.dev/authentication/tokens'

/** AWS writes the keys of its documentation so; they open nothing. */
const unlessSample = (value: string) => (value.endsWith('EXAMPLE') ? undefined : 'high')

const TOKENS: readonly TokenRow[] = [
  {
    id: 'aws-access-key-id',
    what: 'AWS access key id',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    prefix: 'A(?:KIA|SIA)',
    rest: '[A-Z2-7]{16}',
    judge: unlessSample,
  },
  {
    id: 'aws-bedrock-key',
    what: 'Amazon Bedrock API key',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    prefix: '(?:ABSK|bedrock-api-key-)',
    rest: '[A-Za-z0-9+/]{40,2000}={0,2}',
  },
  {
    id: 'google-api-key',
    what: 'Google API key',
    source: 'https://docs.cloud.google.com/docs/authentication/api-keys',
    prefix: 'AIza',
    rest: '[A-Za-z0-9_-]{35}',
  },
  {
    id: 'google-oauth',
    what: 'Google OAuth token or client secret',
    source: 'https://developers.google.com/identity/protocols/oauth2',
    prefix: '(?:ya29\\.|GOCSPX-)',
    rest: '[A-Za-z0-9_-]{24,500}',
  },
  {
    id: 'github-token',
    what: 'GitHub token',
    source: GITHUB,
    prefix: '(?:gh[pousr]_|github_pat_)',
    rest: '[A-Za-z0-9_]{36,255}',
  },
  {
    id: 'gitlab-token',
    what: 'GitLab token',
    source: GITLAB,
    prefix: 'gl(?:pat|ptt|dt|rt|cbt)-',
    rest: '[A-Za-z0-9_.-]{19,299}[A-Za-z0-9_-]',
  },
  {
    id: 'slack-token',
    what: 'Slack token',
    source: SLACK,
    prefix: '(?:xox[abeoprs]-|xapp-)',
    rest: '[A-Za-z0-9-]{20,250}',
  },
  {
    id: 'slack-webhook',
    what: 'Slack webhook address',
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    prefix: 'hooks\\.slack\\.com\\\\?/services\\\\?/',
    rest: 'T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{20,32}',
  },
  {
    id: 'stripe-key',
    what: 'Stripe key',
    source: 'https://docs.stripe.com/keys',
    prefix: '[sr]k_(?:live|test)_',
    rest: '[A-Za-z0-9]{16,250}',
    judge: (value) => (value.includes('_live_') ? 'high' : 'medium'),
  },
  {
    id: 'ai-api-key',
    what: 'OpenAI or Anthropic API key',
    source: 'issuers’ key formats, as secret scanners know them',
    prefix: 'sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin)\\d{2}-)?',
    rest: '[A-Za-z0-9_-]{40,250}',
  },
  {
    id: 'hugging-face-token',
    what: 'Hugging Face token',
    source: 'https://huggingface.co/docs/hub/security-tokens',
    prefix: 'hf_',
    rest: '[A-Za-z]{34,40}',
  },
  {
    id: 'registry-token',
    what: 'token of npm, PyPI or Docker Hub',
    source: 'https://docs.npmjs.com/about-access-tokens, https://pypi.org/help/#apitoken',
    prefix: '(?:npm_|pypi-AgEIcHlwaS5vcmc|dckr_pat_)',
    rest: '[A-Za-z0-9_-]{27,500}',
  },
  {
    id: 'mail-token',
    what: 'SendGrid or Mailgun key',
    source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    prefix: '(?:SG\\.|key-)',
    rest: '(?:[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}|[0-9a-f]{32})',
  },
  {
    id: 'platform-token',
    what: 'token of Databricks, DigitalOcean, Shopify, HashiCorp Vault or Telegram',
    source: 'issuers’ token formats, as secret scanners know them',
    prefix: '(?:dapi|dop_v1_|shp(?:at|ca|pa|ss)_|hvs\\.|\\d{8,10}:AA)',
    rest: '(?:[0-9a-f]{32}(?:[0-9a-f]{32})?|[A-Za-z0-9_-]{33}|[A-Za-z0-9_-]{90,120})',
  },
  {
    id: 'azure-storage-key',
    what: 'Azure storage account key',
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
    prefix: 'AccountKey=',
    rest: '[A-Za-z0-9+/]{86}==',
  },
  {
    id: 'json-web-token',
    what: 'JSON Web Token',
    source: 'RFC 7519',
    prefix: 'eyJ',
    rest: '[A-Za-z0-9_-]{8,1000}\\.[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,1000}',
    judge: (value) => (headerNamesAlgorithm(value) ? 'high' : undefined),
  },
]

const headerNamesAlgorithm = (token: string): boolean =>
  /"alg"\s{0,3}:/.test(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('latin1'))

const tokenDetector = ({ prefix, rest, confidence = 'high', ...row }: TokenRow): Detector =>
  patternDetector({
    ...row,
    kind: 'secret',
    confidence,
    needs: TRAIT.token,
    gate: new RegExp(prefix),
    pattern: new RegExp(`(?<![A-Za-z0-9_-])${prefix}${rest}(?![A-Za-z0-9_])`, 'g'),
  })

/** Tokens, by the marks of their issuers. */
export const TOKEN_DETECTORS: readonly Detector[] = TOKENS.map(tokenDetector)
