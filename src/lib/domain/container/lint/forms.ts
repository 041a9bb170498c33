/** Forms of a report about a build context; `json` is the document of `--json`. */
export const LINT_FORMS = ['text', 'json', 'sarif', 'junit', 'github'] as const
export type LintForm = (typeof LINT_FORMS)[number]
