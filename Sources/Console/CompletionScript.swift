internal import ArgumentParser

/// The script that has a shell complete a program's commands, options and values, as the argument parser writes it, and with what it lacks.
enum CompletionScript {
  static func text(of root: any ParsableCommand.Type, for shell: CompletionShell) -> String {
    let text = root.completionScript(for: shell)
    return switch shell {
    case .bash: text + "\n" + bash.replacing("PROGRAM", with: root._commandName)
    case .zsh: withValues(behindEqualsSigns: text).replacing("unsetopt aliases banghist", with: zsh)
    case .fish: text.replacing("_tokens -pc)\n    switch ", with: "_tokens -pc)\n    \(fish)\n    switch ")
    default: text
    }
  }

  /// With its option off, zsh inserts `!` as it is, which the line's reader then takes for history. What `help` is asked about are commands.
  private static let zsh = #"""
    unsetopt aliases
        if [[ "${CURRENT}" -gt 2 && "${words[2]}" = help ]]; then
            words[2]=()
            ((CURRENT--))
        fi
    """#

  /// Lets zsh complete `--channel=st` too, where the argument parser describes `--channel st` only, and options where an argument without
  /// values of its own may stand: without an action, zsh has nothing but a message there.
  private static func withValues(behindEqualsSigns text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let description = line.drop { $0 == " " }
      if description.hasPrefix("':") || description.hasPrefix("'*:"), description.hasSuffix(":'") {
        return line.dropLast() + "{:}'"
      }
      let isOption = description.hasPrefix("'--") || description.hasPrefix("'*--")
      // A flag has nothing behind its help.
      guard isOption, !description.hasSuffix("]'"), let help = line.firstIndex(of: "[") else { return String(line) }
      return line[..<help] + "=" + line[help...]
    }.joined(separator: "\n")
  }

  private static let fish = #"test "$unparsed_tokens[2]" = help; and set -e unparsed_tokens[2]"#

  /// What the argument parser defines for bash, defined again. It inserts values as if they were names of files: bash leaves a `$` or a
  /// backquote in those as it is, and adds a slash where there is a folder of that name.
  private static let bash = #"""
    __PROGRAM_add_completions() {
        local completion
        if [[ "${1}" != -W ]]; then
            compopt -o filenames
            are_values=false
        fi
        while IFS='' read -r completion; do
            COMPREPLY+=("${completion}")
        done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
    }

    # Has the words completed as the program reads them: to bash, `=` and `:` are words of their own.
    __PROGRAM_complete() {
        local typed="${COMP_WORDS[COMP_CWORD]}" before is_value=false word
        local -a words=()
        for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
            if [[ "${word}" == "=" && "${words[-1]}" == --* ]]; then
                words+=("")
                is_value=true
            elif [[ "${word}" =~ ^[:=]+$ && ${#words[@]} -gt 1 ]]; then
                words[-1]+="${word}"
                is_value=true
            elif "${is_value}"; then
                words[-1]+="${word}"
                is_value=false
            else
                words+=("${word}")
            fi
        done
        if [[ "${typed}" == "=" && "${words[-1]}" == --* ]]; then
            words+=("")
        elif [[ "${typed}" =~ ^[:=]+$ && ${#words[@]} -gt 1 ]]; then
            words[-1]+="${typed}"
        elif ! "${is_value}"; then
            words+=("")
        fi
        # What help is asked about are commands.
        if [[ ${#words[@]} -gt 2 && "${words[1]}" == help ]]; then
            words=("${words[0]}" "${words[@]:2}")
        fi
        # What of the word stands before that which bash replaces.
        before="${words[-1]}"
        words[-1]+="${2}"
        local -i COMP_CWORD="$((${#words[@]} - 1))"
        local -a COMP_WORDS=("${words[@]}")

        local are_values=true value
        _PROGRAM "${1}" "${words[-1]}" "${words[-2]}"

        local -a found=("${COMPREPLY[@]}")
        COMPREPLY=()
        for value in "${found[@]}"; do
            value="${value#"${before//\\/}"}"
            if "${are_values}"; then
                case "${typed::1}:${2::1}" in
                \':[!\']* | \':)
                    value="${value//\'/\'\\\'\'}"
                    ;;
                \":[!\"]* | \":)
                    value="${value//\\/\\\\}"
                    value="${value//\"/\\\"}"
                    value="${value//\$/\\\$}"
                    value="${value//\`/\\\`}"
                    value="${value//\!/\"\'\!\'\"}"
                    ;;
                *)
                    printf -v value %q "${value}"
                    if [[ "${value}" != "\$'"* ]]; then
                        value="${value//:/\\:}"
                        value="${value//=/\\=}"
                    fi
                    ;;
                esac
            fi
            COMPREPLY+=("${value}")
        done
    }

    complete -F __PROGRAM_complete PROGRAM
    """#
}
