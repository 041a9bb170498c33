import { MAX_DEPTH } from './json-walk.ts'
import { MAX_LINE_BYTES } from './lines.ts'
import type { Rule } from './rule.ts'

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
    fix: 'Convert it: iconv -f UTF-16 -t UTF-8 in.jsonl > out.jsonl',
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
  'records.too-few': {
    id: 'records.too-few',
    severity: 'error',
    what: 'training and validation have together at least the model’s minimum of records',
    why: 'The job is refused.',
    fix: 'Add records, or choose a model that takes fewer.',
    source: NOVA,
  },
  'records.few': {
    id: 'records.few',
    severity: 'warning',
    what: 'there are at least as many records as AWS advises',
    why: 'Fewer are accepted and teach little.',
    fix: 'Add records.',
    source: NOVA,
  },
  'records.too-many': {
    id: 'records.too-many',
    severity: 'error',
    what: 'training and validation have together no more records than the model takes',
    why: 'The quota counts the sum; some accounts have a raised one.',
    fix: 'Sample the data, or ask AWS to raise the quota.',
    source: QUOTAS,
  },
  'record.tokens': {
    id: 'record.tokens',
    severity: 'error',
    what: 'a record is within the model’s tokens, counted at 6 characters per token',
    why: 'Bedrock: Input size exceeded in file for record.',
    fix: 'Shorten the record.',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html',
  },
  'record.tokens-doubtful': {
    id: 'record.tokens-doubtful',
    severity: 'warning',
    what: 'a record is within the model’s tokens, counted at 3 characters per token',
    why: 'The true count lies between 3 and 6 characters per token.',
    fix: 'Shorten the record to be sure.',
    source:
      'aws-samples/amazon-bedrock-samples: custom-models/bedrock-fine-tuning/claude-haiku/DataValidation',
  },
  'record.duplicate': {
    id: 'record.duplicate',
    severity: 'warning',
    what: 'no record is there twice',
    why: 'It is paid twice and weighs twice.',
    fix: 'Remove one of the two, or use --fix.',
    source: OWN,
    fixable: true,
  },
  'record.modality': {
    id: 'record.modality',
    severity: 'error',
    what: 'a data set has text, or text with images, or text with video; not several of them',
    why: 'Nova refuses data sets that mix images, video and documents.',
    fix: 'Make one data set of each.',
    source: NOVA,
  },
  'leak.record': {
    id: 'leak.record',
    severity: 'warning',
    what: 'no training record is in the validation data',
    why: 'The validation loss would measure memory.',
    fix: 'Split again: mlctl dataset split keeps equal prompts on one side.',
    source: OWN,
  },
  'leak.prompt': {
    id: 'leak.prompt',
    severity: 'warning',
    what: 'no training prompt is in the validation data with another answer (case and spacing aside)',
    why: 'The validation loss would measure memory.',
    fix: 'Split again: mlctl dataset split keeps equal prompts on one side.',
    source: OWN,
  },
  'format.mismatch': {
    id: 'format.mismatch',
    severity: 'error',
    what: 'the records are of the model’s format',
    why: 'Nearly all records have the shape of another format.',
    fix: 'Name the format with --format, or choose the model it belongs to.',
    source: OWN,
  },
} as const satisfies Readonly<Record<string, Rule>>

export type FileRuleId = keyof typeof FILE_RULES
