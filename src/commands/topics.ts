import { RECIPES } from './recipe-topic.ts'

/** `mlctl help <topic>`: what belongs to no single command. */
export const topics: Readonly<Record<string, string>> = {
  'exit-codes': `Exit codes

    0   done, or nothing to do
    1   unexpected failure
    2   usage: a flag, an answer or the config is wrong or missing; nothing was sent
    3   checked data is invalid
    4   credentials or permission
    5   not found, or in a state that forbids the step
    6   the remote work failed or was stopped
    7   time limit reached; the remote work goes on
    8   a gate said no: budget, failed check, quota, stale plan
    9   declined by you
   10   changes pending (only with --detailed-exitcode)
   75   temporary: throttled, network, another mlctl at work; try again later
  130   interrupted by Ctrl-C        143   terminated`,
  environment: `Environment

  MLCTL_TARGET               aws or sandbox
  MLCTL_<KEY>                any key of mlctl.yaml: finetune.baseModel is MLCTL_FINETUNE_BASE_MODEL
  MLCTL_NO_INPUT=1           never ask
  MLCTL_ASCII=1              no symbols beyond ASCII
  MLCTL_ACCESSIBLE=1         numbered questions, no redrawing
  MLCTL_CONNECT_TIMEOUT      seconds until a connection attempt is given up
  MLCTL_NO_WASM=1            check data without WebAssembly (slower, same findings)
  MLCTL_SCAN_WORKERS         threads that read a data file, 1 to 9 (default: by its size)
  MLCTL_SANDBOX_DIR          where the sandbox keeps its state
  MLCTL_SANDBOX_CLOCK        real, instant, skip, xN (N times faster) or a fixed ISO time
  MLCTL_SANDBOX_FAULTS       fault rules as JSON
  CI                         never ask, never animate
  NO_COLOR, FORCE_COLOR      colour off, on
  AWS_PROFILE, AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL[_<SERVICE>], AWS_CA_BUNDLE,
  HTTPS_PROXY, NO_PROXY and the other variables of AWS's own chain are honoured
  XDG_CONFIG_HOME, XDG_STATE_HOME   where the user file and the state live`,
  config: `Configuration

  flag  >  MLCTL_* variable  >  mlctl.yaml  >  user file  >  default

  mlctl.yaml is looked for from the working folder up to the git root. The user file is
  ~/.config/mlctl/config.yaml. Unknown keys are errors. Budgets and tags belong in mlctl.yaml.

  mlctl config show --origin    every value and where it comes from
  mlctl schema config           JSON Schema of the file`,
  output: `Output

  Stdout carries the result and nothing else; notes, progress and questions go to stderr.
  --json prints one JSON document (schemaVersion, camelCase, ISO UTC times, money as
  {amount, currency}); watch commands print one JSON event a line. A failure prints nothing on
  stdout and one JSON line with "error" on stderr. --fields a,b selects fields.
  What came from the sandbox says "sandbox": true.`,
  cost: `Cost

  Every paid step is shown with its price before it runs; prices come from the dated catalogue
  (mlctl finetune models) and can be overridden by a file (setting catalogue). An unknown price is
  called unknown. budget.monthlyUsd and budget.runUsd in mlctl.yaml refuse plans above them.
  --yes never accepts hourly capacity (--accept-hourly-cost) or a term (--accept-commitment).`,
  recipes: RECIPES,
}
