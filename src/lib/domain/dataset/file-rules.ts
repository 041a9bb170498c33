import { MAX_DEPTH } from './json-walk.ts'
import { MAX_LINE_BYTES } from './lines.ts'
import type { Rule } from './rule.ts'
import { SET_RULES } from './set-rules.ts'

const TROUBLE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-troubleshooting.html'
const JSON_RFC = 'RFC 8259'
const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/bedrock.html'
const NOVA =
  'https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html'
const OWN = 'mlctl'

/** Rules about the file, its lines and the set of records: the same for every format. */
export const FILE_RULES = {
  'file.empty': {
    id: 'file.empty',
    severity: 'error',
    what: 'the file has records',
    why: 'There is nothing to learn from.',
    fix: 'Check the path and how the file was made.',
    source: TROUBLE,
  },
  'file.bom': {
    id: 'file.bom',
    severity: 'error',
    what: 'the file does not begin with a byte order mark',
    why: 'JSON parsers refuse it; AWS does not say what Bedrock does.',
    fix: 'Save as UTF-8 without BOM, or use --fix.',
    source: JSON_RFC,
    fixable: true,
  },
  'file.utf16': {
    id: 'file.utf16',
    severity: 'error',
    what: 'the file is UTF-8, not UTF-16',
    why: 'Bedrock reads UTF-8.',
    fix: 'Convert it: iconv -f UTF-16 -t UTF-8 in.jsonl > out.jsonl. A table needs none: mlctl dataset prepare reads it.',
    source: TROUBLE,
  },
  'file.too-large': {
    id: 'file.too-large',
    severity: 'error',
    what: 'the file is not larger than the model takes',
    why: 'The job is refused.',
    fix: 'Use fewer or shorter records.',
    source: QUOTAS,
  },
  'file.name': {
    id: 'file.name',
    severity: 'warning',
    what: 'the file is a plain .jsonl whose name has letters, digits, - _ and . only',
    why: 'Bedrock takes .jsonl files, not packed ones, and Nova no other characters in their names.',
    fix: 'Unpack or rename the file before it is uploaded; a table becomes records by mlctl dataset prepare.',
    source: NOVA,
  },
  'file.uri': {
    id: 'file.uri',
    severity: 'error',
    what: "the S3 URI has only characters that a job takes: letters, digits and - ! _ * ' ( ) . /",
    why: 'The API refuses others, which S3 itself allows: =, +, @, spaces.',
    fix: 'Copy the object to a key without them.',
    source: 'Bedrock API model: S3Uri',
  },
  'line.blank': {
    id: 'line.blank',
    severity: 'error',
    what: 'no line is empty',
    why: 'Bedrock fails the job on empty lines, also at the end.',
    fix: 'Remove the line, or use --fix.',
    source: TROUBLE,
    fixable: true,
  },
  'line.crlf': {
    id: 'line.crlf',
    severity: 'warning',
    what: 'lines end with LF, not CRLF',
    why: 'CR counts as white space for JSON, but AWS does not say that it is accepted.',
    fix: 'Save with Unix line ends, or use --fix.',
    source: JSON_RFC,
    fixable: true,
  },
  'line.utf8': {
    id: 'line.utf8',
    severity: 'error',
    what: 'every byte is UTF-8',
    why: 'Other encodings turn into wrong characters, or fail the job.',
    fix: 'Convert from the real encoding: iconv -f WINDOWS-1252 -t UTF-8 in.jsonl > out.jsonl',
    source: JSON_RFC,
  },
  'line.too-long': {
    id: 'line.too-long',
    severity: 'error',
    what: `no line is longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`,
    why: 'No model takes so long a record; the usual cause is a file that is one JSON document.',
    fix: 'Write one record per line; mlctl dataset prepare reads JSON arrays.',
    source: OWN,
  },
  'json.syntax': {
    id: 'json.syntax',
    severity: 'error',
    what: 'each line is one JSON value',
    why: 'Bedrock: data files must conform to JSONL format.',
    fix: 'Correct the line at the place marked.',
    source: TROUBLE,
  },
  'json.object': {
    id: 'json.object',
    severity: 'error',
    what: 'each record is an object',
    why: 'Records are told apart by their keys.',
    fix: 'Write {…}.',
    source: TROUBLE,
  },
  'json.duplicate-key': {
    id: 'json.duplicate-key',
    severity: 'error',
    what: 'no key appears twice in an object',
    why: 'Parsers differ in which of the two they take, so what is trained is unknown.',
    fix: 'Remove or rename one of the two.',
    source: JSON_RFC,
  },
  'json.lone-surrogate': {
    id: 'json.lone-surrogate',
    severity: 'error',
    what: 'no half surrogate pair in a text',
    why: 'It is no Unicode text; strict parsers refuse the file.',
    fix: 'Write both halves (\\ud83d\\ude00) or the character itself; cut texts between characters.',
    source: JSON_RFC,
  },
  'json.depth': {
    id: 'json.depth',
    severity: 'warning',
    what: `no value is nested deeper than ${MAX_DEPTH} levels`,
    why: 'Parsers have limits that differ; no format needs it.',
    fix: 'Flatten the value.',
    source: JSON_RFC,
  },
  ...SET_RULES,
} as const satisfies Readonly<Record<string, Rule>>

export type FileRuleId = keyof typeof FILE_RULES
