import type { Explanation } from './rows.ts'

/** `mlctl audit`. */
export const AUDIT_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-AUD-001',
    title: 'Nothing says what to audit',
    means:
      'Without a flag, audit looks at what mlctl.yaml names and at what the journal says was made here. Neither names anything in this account and region.',
    fix: 'Name it (--bucket, --endpoint, --role, --key, --vpc, --repository), give --tag k=v, or --account for everything that can be listed.',
  },
  {
    id: 'MLC-AUD-002',
    title: 'The baseline cannot be used so',
    means:
      'A baseline is JSON with schemaVersion 1 and a list "accepted" whose entries have fingerprint, id, subject, reason, acceptedOn and perhaps expiresOn. It is written with --update-baseline, which needs a --reason.',
    fix: 'Correct what the message names, or write the file anew: mlctl audit --baseline <file> --update-baseline --reason "…".',
  },
  {
    id: 'MLC-AUD-003',
    title: 'What is to be audited is not there',
    means:
      'A thing was named on the command line and does not exist in this account and region. (Things that only the journal or mlctl.yaml names may be gone; they are left out.)',
    fix: 'Check name, region and account: aws sts get-caller-identity.',
  },
  {
    id: 'MLC-AUD-005',
    title: 'Several regions cannot be audited like this',
    means:
      'Several --region, or --all-regions, go with --account or --tag alone: a named thing, and what a project names, is in one region. --fix makes one plan, and a plan is for one region.',
    fix: 'Give --account or --tag k=v without --fix; repair region by region: mlctl audit --account --region <region> --fix.',
  },
  {
    id: 'MLC-AUD-004',
    title: 'An audit was stopped',
    means:
      'Ctrl-C or a time limit ended it while it was reading. What was read by then is not told: half an audit would look like a good one. Repairs that were applied before stay.',
    fix: 'Run the same line again, or look at less: --bucket, --endpoint, --role.',
  },
]
