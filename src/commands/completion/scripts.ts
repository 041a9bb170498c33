/**
 * Scripts for the shells. Each asks the hidden `mlctl __complete`, which answers one candidate a line
 * (word, tab, description), or `:file` / `:folder` to let the shell complete paths.
 */
export const COMPLETION_SCRIPTS = {
  bash: `# mlctl completion for bash: source <(mlctl completion bash)
_mlctl() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :file) compopt -o default ;;
      :folder) compopt -o dirnames ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(mlctl __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _mlctl mlctl
`,
  zsh: `#compdef mlctl
# mlctl completion for zsh: mlctl completion zsh > "\${fpath[1]}/_mlctl"
_mlctl() {
  local -a found
  local line
  while IFS= read -r line; do
    case "$line" in
      :file) _files; return ;;
      :folder) _files -/; return ;;
      *) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <(mlctl __complete -- "\${words[@]:1:$((CURRENT-1))}" 2>/dev/null)
  _describe mlctl found
}
if [ "$funcstack[1]" = "_mlctl" ]; then _mlctl "$@"; else compdef _mlctl mlctl; fi
`,
  fish: `# mlctl completion for fish: mlctl completion fish > ~/.config/fish/completions/mlctl.fish
function __mlctl_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (mlctl __complete -- $words[2..-1] 2>/dev/null)
    switch $line
      case ':file'
        __fish_complete_path (commandline -ct)
      case ':folder'
        __fish_complete_directories (commandline -ct)
      case '*'
        echo $line
    end
  end
end
complete -c mlctl -f -a '(__mlctl_complete)'
`,
  powershell: `# mlctl completion for PowerShell: mlctl completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName mlctl -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '' }
  mlctl __complete -- @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
    $parts = $_ -split "\`t", 2
    $describe = if ($parts[1]) { $parts[1] } else { $parts[0] }
    [System.Management.Automation.CompletionResult]::new($parts[0], $parts[0], 'ParameterValue', $describe)
  }
}
`,
} as const
