/** How a validation is reported; `json` is the document of `--json`. */
export const REPORT_FORMS = ['text', 'json', 'ndjson', 'sarif', 'junit', 'github'] as const

export type ReportForm = (typeof REPORT_FORMS)[number]
