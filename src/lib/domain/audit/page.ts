import { createHash } from 'node:crypto'
import { countOf } from '../core/count.ts'
import { escaped } from '../core/markup.ts'
import type { AuditFinding, AuditReport } from './report.ts'
import type { RuleRow } from './rule.ts'
import { SEVERITIES } from './severity.ts'
import { regionsText, subjectText, unknownText } from './text.ts'

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#222}
h1,h2,h3,td,p,code{overflow-wrap:anywhere}h1 small{font-weight:400;color:#666}.note{color:#666}
table{border-collapse:collapse;width:100%}th,td{padding:.25rem .8rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}
code,pre{font:13px/1.4 ui-monospace,monospace}pre{overflow-x:auto;white-space:pre-wrap}
.critical,.high{color:#b03a00}.medium{color:#8a6100}.low{color:#1f5fa8}.good{color:#006b4f}
section{break-inside:avoid;overflow-x:auto}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}.note,h1 small{color:#999}th,td{border-color:#444}.critical,.high{color:#ff9d5c}.medium{color:#e0b64a}.low{color:#8fc0ff}.good{color:#2fc79a}}
@media(max-width:40rem){.counts th,.counts td{padding-right:.3rem;font-size:12px}.found thead{display:none}.found tr{display:block;padding:.4rem 0;border-bottom:1px solid #888}.found td{display:block;border:0;padding:.1rem 0}}
@media print{:root{color-scheme:light}body{background:#fff;color:#000;max-width:none;margin:0}}`

/** The page runs nothing and asks nobody: its policy forbids all but its own style. */
const policy = (): string => {
  const digest = createHash('sha256').update(STYLE, 'utf8').digest('base64')
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`
}

/** One page of an audit, with everything inside. */
export const auditPage = (report: AuditReport): string => {
  const { scope, account, auditedAt, counts, findings } = report
  const open = findings.filter(({ accepted }) => accepted === undefined)
  const accepted = findings.filter((one) => one.accepted !== undefined)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(`Audit of ${scope}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Audit <small>of ${escaped(scope)}</small></h1>
<p class="note">${escaped(`account ${account} · ${regionsText(report)} · ${auditedAt} · ${countOf(report.apiCalls, 'API call')}`)}</p>
<section><table class="counts"><thead><tr>${SEVERITIES.map((one) => `<th>${one}</th>`).join('')}<th>accepted</th><th>passed</th><th>unknown</th></tr></thead>
<tbody><tr>${SEVERITIES.map((one) => `<td class="${one}">${counts[one]}</td>`).join('')}<td>${report.accepted}</td><td class="good">${report.passed}</td><td>${report.unknown.length + report.gaps.length}</td></tr></tbody></table></section>
${open.length === 0 ? '<p class="good">No faults.</p>' : rulesPart(open, report.rules)}
${accepted.length === 0 ? '' : acceptedPart(accepted)}
${unknownPart(report)}
</body>
</html>
`
}

const rulesPart = (findings: readonly AuditFinding[], rules: readonly RuleRow[]): string =>
  rules
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    .map((row) =>
      rulePart(
        row,
        findings.filter(({ id }) => id === row.id),
      ),
    )
    .join('\n')

const rulePart = (row: RuleRow, findings: readonly AuditFinding[]): string => {
  if (findings.length === 0) return ''
  return `<section><h2 class="${row.severity}">${escaped(`${row.id} ${row.title}`)} <small>${row.severity}</small></h2>
<p>${escaped(`${row.what} ${row.why}`)}</p>
<p><strong>${escaped(row.remedy)}</strong> <a class="note" href="${escaped(row.source)}" rel="noreferrer">${escaped(row.source)}</a></p>
<table class="found"><thead><tr><th>what</th><th>found</th><th>remedy and evidence</th></tr></thead>
<tbody>
${findings.map(findingRow).join('\n')}
</tbody></table></section>`
}

const findingRow = (finding: AuditFinding): string => {
  const { detail, evidence, remedy } = finding
  return `<tr><td>${escaped(subjectText(finding))}</td><td>${escaped(detail)}</td><td>${remedy?.command === undefined ? '' : `<code>${escaped(remedy.command)}</code>`}<details><summary>answer of the service</summary><pre>${escaped(JSON.stringify(evidence ?? null, null, 2))}</pre></details></td></tr>`
}

const acceptedPart = (findings: readonly AuditFinding[]): string => {
  const rows = findings.map(({ id, subject, accepted }) =>
    [id, subject, accepted?.reason, accepted?.acceptedOn, accepted?.expiresOn ?? '']
      .map((cell) => `<td>${escaped(cell ?? '')}</td>`)
      .join(''),
  )
  return `<section><h2>Accepted</h2>
<table><thead><tr><th>rule</th><th>what</th><th>reason</th><th>since</th><th>until</th></tr></thead>
<tbody>
${rows.map((row) => `<tr>${row}</tr>`).join('\n')}
</tbody></table></section>`
}

const unknownPart = ({ unknown, gaps }: AuditReport): string => {
  const lines = [...unknown.map(unknownText), ...gaps]
  if (lines.length === 0) return ''
  return `<section><h2>Unknown</h2>
<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}</ul></section>`
}
