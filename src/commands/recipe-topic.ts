/** `mlctl help recipes`: every form of file that -f takes, as it can be saved and run. */
export const RECIPES = `Recipes

A recipe is YAML or JSON. Every member is also a flag, and flags win. Unknown members are errors.
Durations are 90m, 24h or a number of seconds. --dry-run shows what a recipe would do.

mlctl train run -f train.yaml

    name: churn
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/trainer:v1
    role: sm-role                        # or its ARN
    instanceType: ml.m5.xlarge
    instances: 1
    volumeGb: 30
    maxRuntime: 2h
    channels:                            # found under /opt/ml/input/data/<name>
      train: s3://acme-ml/churn/train/
      test: { uri: s3://acme-ml/churn/test/, contentType: text/csv, inputMode: FastFile }
    inputMode: File                      # FastFile, or Pipe: <name>_0, <name>_1, … are named pipes
    output: s3://acme-ml/results/
    hyperparameters: { epochs: 3, lr: 0.01 }
    script: train.py                     # for images with a training toolkit
    entrypoint: [python3, /opt/program/train.py]
    arguments: [--verbose]
    env: { LOG_LEVEL: info }
    metrics: { loss: 'loss=([0-9.]+)' }
    spot: true
    maxWait: 6h
    checkpoints: s3://acme-ml/checkpoints/
    retries: 2
    subnets: [subnet-0123456789abcdef0]
    securityGroups: [sg-0123456789abcdef0]
    networkIsolation: false
    encryptTraffic: false
    kmsKey: arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555
    volumeKmsKey: arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555
    tags: { team: churn }

Without spot, keepAlive: 30m keeps the instances warm for the next job.

mlctl train tune -f train.yaml

The same, and what is tried:

    tune:
      metric: loss
      goal: minimize                     # or maximize
      strategy: Bayesian                 # Random, Grid, Hyperband
      trainings: 20
      parallel: 2
      earlyStopping: true
      ranges:
        lr: { min: 0.0001, max: 0.1, scale: log }
        epochs: { min: 1, max: 10, integer: true }
        optimizer: { values: [adam, sgd] }

Several algorithms at once, without earlyStopping: each has what differs from the recipe

    tune:
      metric: loss
      goal: minimize
      ranges:
        lr: { min: 0.0001, max: 0.1, scale: log }
      definitions:
        deep: { ranges: { layers: { min: 2, max: 8, integer: true } } }
        wide: { instanceType: ml.c5.2xlarge, hyperparameters: { layers: 1 } }

mlctl process run -f process.yaml

    name: clean
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/clean:v1
    role: sm-role
    instanceType: ml.m5.xlarge
    arguments: [--min-rows, 100]
    inputs: { raw: s3://acme-ml/raw/ }   # under /opt/ml/processing/input/<name>
    outputs:                             # under /opt/ml/processing/output/<name>
      clean: s3://acme-ml/clean/
      report: { uri: s3://acme-ml/reports/, path: /opt/ml/processing/report }

mlctl transform run -f transform.yaml

    name: score
    model: churn-1
    input: s3://acme-ml/in/
    output: s3://acme-ml/out/
    instanceType: ml.m5.xlarge
    instances: 2
    contentType: text/csv
    accept: text/csv
    split: Line
    assemble: Line
    batch: MultiRecord
    concurrency: 4
    maxPayloadMb: 6

mlctl finetune plan -f finetune.yaml
mlctl finetune run -f finetune.yaml

    name: fraud
    baseModel: nova-micro
    data:                                # or source: fraud.csv with prepare: {prompt, completion, …}
      train: train.jsonl
      validation: train.validation.jsonl
    bucket: acme-ml
    role: ft-role
    hyperparameters: { epochCount: 2 }
    tags: { team: fraud }

mlctl endpoint create fraud -f endpoint.yaml

AWS's own documents, in AWS's spelling:

    model: fraud-1                       # a name, or the document of CreateModel for a new one
    config:                              # the document of CreateEndpointConfig
      ProductionVariants:
        - VariantName: v1                # without ModelName: the model above
          InstanceType: ml.m5.large
          InitialInstanceCount: 2`
