# The manual pages of a program in mdoc(7), from what it prints for --experimental-dump-help. Before each page stands a comment
# that is the page's name. $day is the date, $rest the sections that all pages of the program have at their end.

# A line that begins with a dot or an apostrophe would be a macro.
def text:
  gsub("`"; "") | gsub("\\\\"; "\\e") | split("\n")
  | map(if . == "" then ".Pp" elif test("^[.']") then "\\&" + . else . end) | join("\n");

def flag: if .kind == "long" then "-" + .name else .name end;
def value: "Ar " + .valueName + (if .isRepeating then "..." else "" end);
def flags($names): "Fl " + ($names | map(flag) | join(" , ")) + (if .kind == "option" then " " + value else "" end);
def usage: if .kind == "positional" then value else flags([.preferredName]) end;
def title: if .kind == "positional" then value else flags(.names | sort_by(.kind != "short")) end;

# What --help says of an argument, with the values and the default as --help has them.
def explanation:
  [(.allValues // [] | map(select(. != "")) | select(length > 0) | "values: " + join(", ")),
   (.defaultValue // empty | "default: " + .)]
  | join("; ") | if . == "" then empty else "(\(.))" end;
def description:
  ([.abstract // empty, explanation] | join(" ") | text), (.discussion // empty | ".Pp", text);

def list($title; items): [items] | if length > 0 then ".Sh \($title)", ".Bl -tag -width 6n", .[], ".El" else empty end;

def pages($parents):
  ($parents + [.commandName]) as $path
  | ($path | join("-")) as $name
  | [.arguments[]? | select(.shouldDisplay)] as $arguments
  | [.subcommands[]? | select(.commandName != "help")] as $commands
  | ".\\\" \($name)", ".Dd \($day)", ".Dt \($name | ascii_upcase) 1", ".Os",
    ".Sh NAME", ".Nm \($name)", ".Nd \(.abstract | rtrimstr(".") | text)",
    ".Sh SYNOPSIS", ".Nm \"\($path | join(" "))\"", (if $commands != [] then ".Ar subcommand" else empty end),
    ($arguments[] | if .isOptional then ".Op " + usage else "." + usage end),
    ".Sh DESCRIPTION", (.discussion // .abstract | text),
    list("ARGUMENTS"; $arguments[] | select(.kind == "positional") | ".It " + title, description),
    list("OPTIONS"; $arguments[] | select(.kind != "positional") | ".It " + title, description),
    list("COMMANDS"; $commands[] | ".It Xr \($name)-\(.commandName) 1", (.abstract | text)),
    $rest, (range(1; $path | length) | ".Xr \($path[:.] | join("-")) 1 ,"), ".Xr omaha-catalog 5 ,", ".Xr omaha-fcgi 8",
    ($commands[] | pages($path));

# omaha-pkg knows --version only where it stands alone, and does not describe it.
def version: {kind: "long", name: "version"} as $name
  | if any(.arguments[]; .preferredName == $name) then . else
      .arguments |= [{kind: "flag", names: [$name], preferredName: $name, isOptional: true, shouldDisplay: true,
        abstract: "Show the version."}] + . end;

.command | version | pages([])
