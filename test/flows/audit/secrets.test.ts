import { expect, it } from 'vitest'
import { secretPlaces } from '../../../src/lib/flows/audit/secrets.ts'

it.each([
  ['DB_PASSWORD', 'correct-horse'],
  ['API_KEY', 'k'.repeat(20)],
  ['hub', `hf_${'aB'.repeat(17)}`],
  ['DATABASE_URL', 'postgres://ada:correct-horse@db.example.com/ml'],
  ['ARGS', 'password=Gx7kd92LqPz41'],
  ['aws_secret_access_key', 'x'],
])('%s=%s looks like a secret', (name, value) => {
  const places = secretPlaces('Environment', { [name]: value })
  expect(places.map(({ place }) => place)).toEqual([`Environment.${name}`])
  expect(JSON.stringify(places)).not.toContain(value)
})

it.each([
  ['MAX_TOKENS', '512'],
  ['max_token_length', 'abc'],
  ['TOKENIZER', 'bpe'],
  ['EOS_TOKEN', '</s>'],
  ['PASSWORD', ''],
  ['DB_PASSWORD_ARN', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db'],
  ['DB_PASSWORD', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db'],
  ['SECRET_NAME', 'prod/db'],
  ['lr', '0.1'],
  ['SAGEMAKER_SUBMIT_DIRECTORY', 's3://acme-ml/code.tar.gz'],
  ['USE_TOKEN', 'true'],
])('%s=%s does not', (name, value) =>
  expect(secretPlaces('Environment', { [name]: value })).toEqual([]),
)
