internal import Omaha

/// What --help and --version print.
enum HelpText {
  static let version = "omaha-fcgi \(softwareVersion)\n"

  static let text = """
    OVERVIEW: Answers Omaha update checks behind a web server, over FastCGI.

    USAGE: omaha-fcgi [--root DIR] [--socket PATH|HOST:PORT | --exclusive] [--threads N] [--base-url URL] [--log FILE] [--log-format logfmt|json]
                      [--fleet DIR] [--no-addresses]

    OPTIONS:
      --root DIR              The repository. (environment: OMAHA_ROOT, default: /var/lib/omaha)
      --socket PATH|HOST:PORT Where to listen. Without it: the sockets passed by systemd, or descriptor 0
                              as lighttpd, spawn-fcgi and Apache pass it. Port 0 takes any free port.
      --socket-mode MODE      Who may connect to the socket's file, octal. (default: 0660)
      --socket-owner USER     The owner of the socket's file, a name or a number.
      --socket-group GROUP    The group of the socket's file, a name or a number.
      --exclusive             The inherited socket is this process's alone: while it stops, new connections are
                              refused, so that the web server asks another one.
      --threads N             Requests answered at the same time. At least 2 with --fleet.
                              (default: the number of processors, at least 2)
      --base-url URL          What relative codebases are appended to.
                              (environment: OMAHA_BASE_URL, default: the scheme and host of each request)
      --log FILE              Append the log to a file. (default: standard error)
      --log-format FORMAT     How the lines of the log are written: logfmt (key=value pairs) or json (an object a line).
                              (environment: OMAHA_LOG_FORMAT, default: logfmt)
      --fleet DIR             Keep what machines report in the folder, for omaha-fleet.
                              (environment: OMAHA_FLEET, default: keep nothing)
      --no-addresses          Keep it without the addresses of clients. (environment: OMAHA_FLEET_ADDRESSES=no)
      --version               Print the version.
      -h, --help              Print this.

    SIGNALS:
      HUP                     Load the catalog now. Changes are taken up by themselves.
      USR1                    Open the file of --log anew, after it was renamed.
      TERM, INT               Answer what has been asked, then exit.

    EXIT STATUS: 0 stopped by a signal, 64 usage, 71 system error, 73 cannot listen or keep check-ins, 78 bad catalog.

    """
}
