import TestSupport

extension Run {
  /// The output, also where the file system can clone as if payloads were copied.
  var copied: String { output.replacing(/\bcloned\b/, with: "copied") }
}
