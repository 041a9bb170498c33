import type { ErrorId } from '../../errors.ts'

type Failure = { readonly id: ErrorId; readonly text: RegExp }

/**
 * What the service writes into `failureMessage` (or answers to the request), and the id under which
 * the case is explained. The more particular texts come first. Sources: the Bedrock user guide's
 * fine-tuning-troubleshooting page, re:Post knowledge-center/bedrock-fine-tuning-errors, published runs.
 */
const FAILURES: readonly Failure[] = [
  { id: 'MLC-FT-101', text: /provided model identifier is invalid/i },
  {
    id: 'MLC-FT-102',
    text: /\b(legacy|end[- ]of[- ]life|deprecated)\b.*model|model.*\b(legacy|end of (its )?life)\b/i,
  },
  { id: 'MLC-FT-104', text: /PutObject permissions|perms missing \(PutObject\)/i },
  { id: 'MLC-FT-103', text: /could not validate GetObject|perms missing/i },
  { id: 'MLC-FT-105', text: /Uri should be a file, not a directory|input data S3 Uris/i },
  { id: 'MLC-FT-106', text: /regular expression pattern/i },
  { id: 'MLC-FT-107', text: /Unable to parse Amazon S3 file|conform to JSONL/i },
  { id: 'MLC-FT-108', text: /Input size exceeded/i },
  { id: 'MLC-FT-109', text: /Maximum input token count|Max sum of input and output token/i },
  { id: 'MLC-FT-110', text: /reserved (key)?words?|due to data issues/i },
  { id: 'MLC-FT-111', text: /Automated tests flagged|third-party license terms/i },
  { id: 'MLC-FT-112', text: /Encountered an unexpected error when processing/i },
  { id: 'MLC-FT-113', text: /Encountered an internal error when processing/i },
  { id: 'MLC-FT-114', text: /does not currently have any no commitment model units/i },
  { id: 'MLC-FT-115', text: /service control policy/i },
  { id: 'MLC-FT-116', text: /on-demand throughput isn.t supported/i },
  { id: 'MLC-FT-118', text: /already (exists|in use)|name is taken/i },
  { id: 'MLC-FT-120', text: /kms|encryption key/i },
]

/** A failure that no row knows. */
export const UNKNOWN_FAILURE: ErrorId = 'MLC-FT-100'

/** The id that explains a failure message of the service. */
export const failureId = (message: string | undefined): ErrorId =>
  FAILURES.find((row) => row.text.test(message ?? ''))?.id ?? UNKNOWN_FAILURE
