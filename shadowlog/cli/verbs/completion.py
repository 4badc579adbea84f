"""``shadowlog completion``: the scripts with which shells complete.

They ask the program at each key, so they stay good when it is updated.
"""

from __future__ import annotations

import click

from shadowlog.cli.output import put

_BASH = r"""
_shadowlog_completion() {
    local line first=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $first ]]; then
            first=seen
            case $line in
                nospace) compopt -o nospace 2>/dev/null ;;
                files) compopt -o default 2>/dev/null ;;
                folders) compopt -o dirnames 2>/dev/null ;;
            esac
        else
            COMPREPLY+=("$line")
        fi
    done < <(_SHADOWLOG_COMPLETE=bash COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_TYPE="$COMP_TYPE" COMP_PART="$2" \
        "$1" 2>/dev/null)
}
complete -o nosort -F _shadowlog_completion shadowlog 2>/dev/null || complete -F _shadowlog_completion shadowlog
"""

_ZSH = r"""
#compdef shadowlog
_shadowlog_completion() {
    local line first=
    local -a texts shown more
    for line in "${(@f)$(_SHADOWLOG_COMPLETE=zsh COMP_LINE="${(j: :)words[1,CURRENT-1]} ${compstate[quote]}$PREFIX" \
        "${words[1]}" 2>/dev/null)}"; do
        if [[ -z $first ]]; then
            first=seen
            case $line in
                nospace) more=(-S '') ;;
                files) _files; return ;;
                folders) _files -/; return ;;
            esac
        else
            texts+=("${line%%$'\t'*}")
            shown+=("${line#*$'\t'}")
        fi
    done
    (( $#texts )) && compadd -U -V shadowlog $more -l -d shown -a -- texts
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _shadowlog_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _shadowlog_completion shadowlog
fi
"""

_FISH = r"""
function __shadowlog_completion
    # In front of the program there may be variables that are set for it.
    set -l program (string match --invert '*=*' -- (commandline -opc))
    set -l line (commandline -cp | string collect)
    set -l lines (_SHADOWLOG_COMPLETE=fish COMP_LINE=$line $program[1] 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
        case '*'
            test (count $lines) -gt 1; and printf '%s\n' $lines[2..-1]
    end
end
complete --no-files --keep-order --command shadowlog --arguments '(__shadowlog_completion)'
"""

SCRIPTS = {"bash": _BASH.lstrip(), "zsh": _ZSH.lstrip(), "fish": _FISH.lstrip()}
"""The script by the name of the shell."""


@click.command(short_help="Print the shell's completion script.")
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
def completion(shell: str) -> None:
    """Print a script with which the shell completes what you type: commands, options and their values, names of
    personas, themes and accounts, ids, filters, and the marks in a capture line.

    \b
    bash: shadowlog completion bash >> ~/.bashrc
    zsh:  shadowlog completion zsh  >> ~/.zshrc
    fish: shadowlog completion fish > ~/.config/fish/completions/shadowlog.fish

    Then open a new shell, type the beginning of a word, and press the tab key. The script stays good when shadowlog is
    updated.
    """
    put(SCRIPTS[shell].rstrip("\n"))
