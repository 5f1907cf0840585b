internal import Foundation

extension FrontDoor {
  /// What a web server writes before the fields of a download: client, status, bytes, path.
  static let accessMark = "omaha-access"

  /// Writes the configuration and returns the command line of the web server, which stays in the foreground.
  func configure(_ site: PackageSite, _ address: ServeAddress) throws -> [String] {
    let file = site.path + "/\(server.rawValue).conf"
    let text: String
    let arguments: [String]
    switch server {
    case .lighttpd:
      text = lighttpd(site, address)
      arguments = ["-D", "-f", file]
    case .nginx:
      text = nginx(site, address)
      arguments = ["-p", site.path, "-c", file, "-e", "stderr"]
    case .busybox:
      text = ".gz:application/octet-stream\n.bin:application/octet-stream\n"
      arguments = [
        // Without an address it takes both families on one socket.
        "httpd", "-f", "-vv", "-p", address.isAny ? "\(address.port)" : "\(address.bracketedHost):\(address.port)",
        "-h", site.path + "/www", "-c", file,
      ]
      try layOut(site)
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return arguments
  }

  private func lighttpd(_ site: PackageSite, _ address: ServeAddress) -> String {
    """
    server.modules = ("mod_accesslog", "mod_alias", "mod_fastcgi")
    server.bind = "\(address.bindings[0])"
    server.port = \(address.port)
    server.document-root = "\(site.path)/empty"
    server.upload-dirs = ("\(site.path)/temp")
    server.max-request-size = 1024
    accesslog.filename = "/dev/stderr"
    accesslog.format = "\(Self.accessMark) %h %s %b %U"
    mimetype.assign = ("" => "application/octet-stream")
    alias.url = ("/packages/" => "\(site.payloads)")
    \(address.bindings.dropFirst().map { "$SERVER[\"socket\"] == \"\($0):\(address.port)\" { }\n" }.joined())
    $HTTP["url"] =~ "^/v1/update/?$" {
      fastcgi.server = ("/v1/update" => ((
        "socket" => "\(site.socket)", "check-local" => "disable", "disable-time" => 0
      )))
    }

    """
  }

  private func nginx(_ site: PackageSite, _ address: ServeAddress) -> String {
    let temporary = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"]
      .map { "  \($0)_temp_path \"\(site.path)/temp/\($0)\";\n" }.joined()
    let parameters = [
      "REQUEST_METHOD $request_method", "REQUEST_SCHEME $scheme", "CONTENT_TYPE $content_type",
      "CONTENT_LENGTH $content_length", "REMOTE_ADDR $remote_addr", "SERVER_NAME $server_addr",
      "SERVER_PORT $server_port", "SCRIPT_NAME $document_uri",
    ].map { "      fastcgi_param \($0);\n" }.joined()
    let listening = address.bindings.map { "    listen \($0):\(address.port);\n" }.joined()
    return """
      daemon off;
      worker_processes 1;
      pid "\(site.path)/nginx.pid";
      error_log stderr warn;
      events { }
      http {
        log_format omaha '\(Self.accessMark) $remote_addr $status $body_bytes_sent $uri';
        access_log /dev/stdout omaha;
        default_type application/octet-stream;
        sendfile on;
        client_max_body_size 1m;
      \(temporary)  server {
      \(listening)    server_name _;
          location ~ "^/v1/update/?$" {
            fastcgi_pass "unix:\(site.socket)";
      \(parameters)    }
          location /packages/ { alias "\(site.payloads)"; }
          location / { return 404; }
        }
      }

      """
  }

  /// busybox httpd runs programs below /cgi-bin/ only, but answers a folder that is not there by /cgi-bin/index.cgi.
  private func layOut(_ site: PackageSite) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: site.path + "/www/cgi-bin", withIntermediateDirectories: true)
    try files.copyItem(atPath: responder, toPath: site.path + "/www/cgi-bin/index.cgi")
    try files.createSymbolicLink(atPath: site.path + "/www/packages", withDestinationPath: site.payloads)
  }
}
