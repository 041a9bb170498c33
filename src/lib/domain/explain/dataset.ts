import type { Explanation } from './rows.ts'

/** What can be wrong with data, and with commands about data. */
export const DATASET_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-DATA-001',
    title: 'There is no such file or object',
    means: 'The path or S3 address given for the data has nothing behind it.',
    fix: 'Check the spelling; the message names the full path that was looked at.',
  },
  {
    id: 'MLC-DATA-002',
    title: 'A folder or prefix where one file is needed',
    means: 'Bedrock takes training data as one file, and so does every command about data.',
    fix: 'Name the file itself.',
  },
  {
    id: 'MLC-DATA-003',
    title: 'It is not said what the records are for',
    means: 'Rules and limits belong to a model or at least to a record format.',
    fix: 'Pass --model, or --format, or set finetune.baseModel in mlctl.yaml.',
  },
  {
    id: 'MLC-DATA-004',
    title: 'The record format is unknown or not the model’s',
    means: 'Every base model takes one record format.',
    fix: 'Leave --format out when a model is named; mlctl dataset formats lists all.',
  },
  {
    id: 'MLC-DATA-005',
    title: 'Stopped while reading',
    means: 'Ctrl-C or SIGTERM ended a check. Nothing was changed.',
    fix: 'Run the command again.',
  },
  {
    id: 'MLC-DATA-006',
    title: 'Input and output are the same file',
    means: 'A command would read and write one file, or write one file twice.',
    fix: 'Name another file with --out or --validation-out.',
  },
  {
    id: 'MLC-DATA-007',
    title: 'A file cannot be repaired',
    means: 'A line is not UTF-8, or too long; what it means could only be guessed.',
    fix: 'Convert the encoding with iconv, or split the line, then repair.',
  },
  {
    id: 'MLC-DATA-008',
    title: 'Standard input cannot be prepared',
    means: 'Preparing reads a table twice: once to look and divide, once to write.',
    fix: 'Save the data to a file first.',
  },
  {
    id: 'MLC-DATA-009',
    title: 'The format cannot be made from a table',
    means: 'Only formats of a prompt and an answer, or of plain text, can.',
    fix: 'Choose a text model: mlctl finetune models.',
  },
  {
    id: 'MLC-DATA-010',
    title: 'A table is broken',
    means:
      'Quotes do not close, the header repeats or lacks a name, or a JSON array is not one. The message names the line.',
    fix: 'Correct the line, or export the table again.',
  },
  {
    id: 'MLC-DATA-011',
    title: 'Bytes that are not text',
    means: 'The file is not UTF-8. A guess would put wrong characters into the training data.',
    fix: 'iconv -f WINDOWS-1252 -t UTF-8 in.csv > out.csv, with the encoding it really has.',
  },
  {
    id: 'MLC-DATA-012',
    title: 'A column is not there',
    means: 'A template, --stratify or --group names a column that the table lacks.',
    fix: 'Use one of the columns that the message lists.',
  },
  {
    id: 'MLC-DATA-013',
    title: 'A template or label list is not right',
    means:
      'Templates hold {column} placeholders, {{ and }} for braces; label words are label=word pairs.',
    fix: 'See the example in the message.',
  },
  {
    id: 'MLC-DATA-014',
    title: 'Nothing to make records of',
    means: 'The file is empty, or every row was left out.',
    fix: 'Check the file and the reasons in the message.',
  },
  {
    id: 'MLC-DATA-015',
    title: 'Rows that give no record',
    means: 'Cells are missing, labels have no word, or the record would break a rule of the model.',
    fix: 'Correct the rows, or pass --skip-bad-rows; the manifest then lists them.',
  },
  {
    id: 'MLC-DATA-016',
    title: 'The share for validation is out of range',
    means: '--validation-split is a share from 0 to 0.5.',
    fix: '0.1 is one record in ten.',
  },
  {
    id: 'MLC-DATA-017',
    title: 'A line that cannot be divided',
    means: 'dataset split needs JSON objects, one a line, in UTF-8.',
    fix: 'mlctl dataset validate shows every fault.',
  },
  {
    id: 'MLC-DATA-018',
    title: '--out needs --fix or --report',
    means:
      '--out is the repaired copy of one file, or with --report the file of the report; the input is never changed.',
    fix: 'mlctl dataset validate in.jsonl --fix -o out.jsonl',
  },
  {
    id: 'MLC-DATA-020',
    title: 'The file was changed meanwhile',
    means: 'The plan, or the first pass, was made of other content than there is now.',
    fix: 'Run the command again.',
  },
  {
    id: 'MLC-DATA-021',
    title: 'An upload was stopped',
    means:
      'The parts that arrived stay in S3 until the upload is continued or aborted; S3 bills their storage.',
    fix: 'Run the same command again: only missing parts are sent.',
  },
  {
    id: 'MLC-DATA-022',
    title: 'Bedrock does not take this S3 address',
    means:
      "S3 URIs of Bedrock allow letters, digits and - ! _ * ' ( ) . / only; S3 itself allows more.",
    fix: 'Choose another key: no spaces, no =, no +.',
  },
  {
    id: 'MLC-DATA-023',
    title: 'Broken data is not uploaded',
    means: 'The data breaks rules of the model it was checked against.',
    fix: 'mlctl dataset validate shows each place; --fix repairs some.',
  },
  {
    id: 'MLC-DATA-030',
    title: 'A file would be overwritten',
    means:
      'Commands about data replace no file of other content unasked; a file of the same content is left as it is.',
    fix: 'Pass --overwrite, or name another file with --out.',
  },
  {
    id: 'MLC-DATA-031',
    title: 'The form of conversations is not known',
    means: 'The first record has the keys of no form that can be read, or a name is misspelt.',
    fix: 'Name the form: --from openai. For tables use mlctl dataset prepare.',
  },
  {
    id: 'MLC-DATA-032',
    title: 'A sample is a number or a percentage',
    means: 'It says how many records to take, or which share of them.',
    fix: '500, or 10%.',
  },
  {
    id: 'MLC-DATA-033',
    title: 'The input format is not known',
    means: '--input-format names a kind of table or a form of conversations.',
    fix: 'Use one of those that the message lists, or leave it out: most are seen by themselves.',
  },
  {
    id: 'MLC-DATA-024',
    title: 'A packed file is broken or cut',
    means: 'Its gzip or Zstandard data ends too early or is damaged: a copy or a download stopped.',
    fix: 'Copy or pack it again; gzip -t or zstd -t tests a file.',
  },
  {
    id: 'MLC-DATA-025',
    title: 'This Node.js cannot unpack Zstandard',
    means: 'Zstandard came to Node.js with version 22.15.',
    fix: 'Use a newer Node.js, or unpack first: zstd -dc data.jsonl.zst | mlctl dataset validate -',
  },
  {
    id: 'MLC-DATA-026',
    title: 'The reading of an object ended early',
    means: 'The connection to S3 was lost several times at the same place.',
    fix: 'Run the command again.',
  },
  {
    id: 'MLC-DATA-034',
    title: '--sql needs DuckDB',
    means: 'DuckDB is an optional part of 70 MB, and it is not installed beside mlctl.',
    fix: 'npm install @duckdb/node-api, with -g when mlctl was installed with it.',
  },
  {
    id: 'MLC-DATA-035',
    title: 'DuckDB refuses the query',
    means: 'The SQL is wrong, or the input is no table that DuckDB can read; its own words follow.',
    fix: 'The input is the table data: SELECT … FROM data WHERE …',
  },
  {
    id: 'MLC-DATA-043',
    title: 'The bucket of an upload is not there',
    means: 'S3 has no bucket of this name. Nothing was planned or sent.',
    fix: 'Check the name, or make the bucket first; mlctl finetune run and the wizard make their own.',
  },
  {
    id: 'MLC-DATA-036',
    title: '--sql cannot read this input',
    means: 'It reads local files in UTF-8, and needs a place beside the output for its rows.',
    fix: 'Copy the input here as UTF-8.',
  },
  {
    id: 'MLC-DATA-037',
    title: 'No SQL engine is wired',
    means: 'This is a fault of mlctl itself.',
    fix: 'Please report it with the command line.',
  },
  {
    id: 'MLC-DATA-040',
    title: 'Redacting standard input needs a seed',
    means:
      'Pseudonyms are keyed by a seed, or by the content; the latter takes two passes, and standard input can be read only once.',
    fix: 'Pass --seed with a secret text of your own, or name a file.',
  },
  {
    id: 'MLC-DATA-044',
    title: 'Flags of redaction without redaction',
    means: '--allow and --redact-seed say how --redact works; without it private values stay.',
    fix: 'mlctl dataset prepare … --redact TYPE --allow allow.yaml',
  },
  {
    id: 'MLC-DATA-041',
    title: 'The file is no allow-list',
    means:
      'An allow-list is YAML or JSON with a list "allow"; each entry has sha256 or pattern, a reason, and perhaps a detector.',
    fix: "allow: [{ pattern: '*@acme.com', detector: email, reason: public addresses }]",
  },
  {
    id: 'MLC-DATA-027',
    title: 'A baseline cannot be used',
    means: 'The file is no baseline of mlctl, or one is to be read and written at once.',
    fix: 'mlctl dataset validate train.jsonl --write-baseline known.json writes one.',
  },
  {
    id: 'MLC-DATA-028',
    title: 'Too much is found for a baseline',
    means: 'A baseline is for exceptions that are known and accepted, not for a broken export.',
    fix: 'Repair the data first; --fix does what is safe.',
  },
  {
    id: 'MLC-DATA-029',
    title: 'The format cannot be told from the records',
    means:
      '--format auto looks at the first records; they have no known shape, or come from a pipe.',
    fix: 'Name the format or the model.',
  },
  {
    id: 'MLC-DATA-042',
    title: 'No form of statistics has this ending',
    means:
      '--out of dataset stats writes a page, a document or a table, by the ending of the name.',
    fix: 'End the name in .html, .json or .csv.',
  },
]
